import { useWebhookEndpoints } from "@/api/queries/useWebhookEndpoints";
import type { Alert } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { StatusGlyph } from "@/ui/StatusGlyph";
import table from "../SimpleTable.module.css";
import styles from "./Alerts.module.css";
import { text } from "./text";
import { alertInWords, targetInWords } from "./words";

export interface AlertTableProps {
  label: string;
  alerts: readonly Alert[];
  /** Of workflows by id. */
  names?: ReadonlyMap<string, string>;
  mayWrite: boolean;
  onEdit: (alert: Alert) => void;
  onReset: (alert: Alert) => void;
}

export function AlertTable({ label, alerts, names, mayWrite, onEdit, onReset }: AlertTableProps) {
  const endpoints = useWebhookEndpoints().data ?? [];
  return (
    <table className={cx(list.table, list.tall, table.table)} aria-label={label}>
      <thead>
        <tr>
          <th>{text.columns.alert}</th>
          <th className={styles.tells}>{text.columns.tells}</th>
          <th className={styles.state}>{text.columns.state}</th>
          <th className={styles.acts}>
            <span className="visually-hidden">{text.edit}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {alerts.map((alert) => {
          const about = alert.workflowId ? (names?.get(alert.workflowId) ?? alert.workflowId) : null;
          const told = alert.targets.map((target) => targetInWords(target, endpoints)).join(", ") || text.nobody;
          const name = about ? `${about}: ${text.kinds[alert.kind]}` : text.kinds[alert.kind];
          return (
            <tr key={`${alert.kind} ${alert.workflowId}`}>
              <td>
                <div className={list.two}>
                  <b>{name}</b>
                  <small className={list.clamp}>{about ? alertInWords(alert) : `${text.whys[alert.kind]} ${capital(alertInWords(alert))}.`}</small>
                </div>
              </td>
              <td className={cx(list.quiet, table.wrap)} title={told}>
                <span className={list.clamp}>{alert.enabled ? told : ""}</span>
              </td>
              <td>
                <span className={styles.stateWords}>
                  <StatusGlyph state={alert.enabled ? "completed" : "skipped"} size={14} />
                  {alert.enabled ? text.on : text.off}
                </span>
              </td>
              <td className={table.act}>
                {mayWrite && (
                  <>
                    {alert.isOwn && (
                      <Button size="small" aria-label={`${text.reset} ${name}`} onClick={() => onReset(alert)}>
                        {text.reset}
                      </Button>
                    )}{" "}
                    <Button size="small" aria-label={`${text.edit} ${name}`} onClick={() => onEdit(alert)}>
                      {text.edit}
                    </Button>
                  </>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
