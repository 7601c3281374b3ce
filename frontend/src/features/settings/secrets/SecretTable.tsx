import type { Secret } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { formatDate, formatMoment } from "@/ui/time/ago";
import styles from "../SimpleTable.module.css";
import { text } from "./text";

export interface SecretTableProps {
  /** Undefined while they are on their way. */
  secrets: readonly Secret[] | undefined;
  mayWrite: boolean;
  onReplace: (secret: Secret) => void;
  onRemove: (secret: Secret) => void;
}

export function SecretTable({ secrets, mayWrite, onReplace, onRemove }: SecretTableProps) {
  return (
    <table className={cx(list.table, styles.table)} aria-busy={!secrets}>
      <thead>
        <tr>
          <th>{text.columns.name}</th>
          <th>{text.columns.description}</th>
          <th>{text.columns.by}</th>
          <th className={styles.narrow}>{text.columns.changed}</th>
          <th className={styles.acts}>
            <span className="visually-hidden">{text.replace}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {secrets?.map((secret) => (
          <tr key={secret.name}>
            <td>
              <code>{secret.name}</code>
            </td>
            <td className={cx(list.quiet, styles.wrap)}>{secret.description}</td>
            <td className={list.quiet}>{secret.createdBy}</td>
            <td className={cx(list.quiet, styles.narrow)} data-label={text.columns.changed} title={formatMoment(secret.updatedAt)}>
              {formatDate(secret.updatedAt)}
            </td>
            <td className={styles.acts}>
              {mayWrite && (
                <>
                  <Button size="small" aria-label={`${text.replace} ${secret.name}`} onClick={() => onReplace(secret)}>
                    {text.replace}
                  </Button>{" "}
                  <Button variant="danger" size="small" aria-label={`${text.remove} ${secret.name}`} onClick={() => onRemove(secret)}>
                    {text.remove}
                  </Button>
                </>
              )}
            </td>
          </tr>
        )) ?? (
          <tr>
            <td colSpan={5}>
              <Skeleton width={240} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
