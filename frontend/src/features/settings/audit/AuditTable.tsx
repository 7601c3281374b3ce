import type { AuditEvent } from "@/api/types";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { formatClock, formatMoment } from "@/ui/time/ago";
import table from "../SimpleTable.module.css";
import styles from "./Audit.module.css";
import { detailsOf, targetOf } from "./describe";
import { text } from "./text";

/** Undefined while they are on their way. */
export function AuditTable({ events }: { events: readonly AuditEvent[] | undefined }) {
  return (
    <table className={cx(list.table, table.table)} aria-busy={!events}>
      <thead>
        <tr>
          <th className={styles.at}>{text.columns.at}</th>
          <th className={styles.who}>{text.columns.who}</th>
          <th>{text.columns.what}</th>
          <th className={styles.details}>{text.columns.details}</th>
          <th className={styles.from}>{text.columns.from}</th>
        </tr>
      </thead>
      <tbody>
        {events
          ? events.map((event) => (
              <tr key={event.id}>
                <td className={cx(list.quiet, styles.at, "num")} title={formatMoment(event.at)}>
                  {formatClock(event.at)}
                </td>
                <td className={cx(styles.who, table.wrap)}>
                  {event.actor}
                </td>
                <td className={table.wrap}>
                  {text.act(event.action)} <b>{targetOf(event)}</b>
                </td>
                <td className={cx(list.quiet, styles.details)} title={detailsOf(event)}>
                  <span className={list.clamp}>{detailsOf(event)}</span>
                </td>
                <td className={cx(list.faint, styles.from, "num")} data-label={text.columns.from}>
                  {event.ip ?? "–"}
                </td>
              </tr>
            ))
          : Array.from({ length: 6 }, (_, index) => (
              <tr key={index}>
                <td colSpan={5}>
                  <Skeleton width={320} />
                </td>
              </tr>
            ))}
      </tbody>
    </table>
  );
}
