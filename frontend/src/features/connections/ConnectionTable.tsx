import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./Connections.module.css";
import { ConnectionRow } from "./ConnectionRow";
import type { ConnectionRowData } from "./rows";
import { text } from "./text";

export interface ConnectionTableProps {
  /** Undefined while they are on their way. */
  rows: readonly ConnectionRowData[] | undefined;
  openId: string | undefined;
  onOpen: (id: string) => void;
}

export function ConnectionTable({ rows, openId, onOpen }: ConnectionTableProps) {
  return (
    <table className={cx(list.table, list.tall, styles.table)} aria-busy={!rows}>
      <thead>
        <tr>
          <th>{text.columns.account}</th>
          <th className={styles.health}>{text.columns.health}</th>
          <th className={styles.uses}>{text.columns.uses}</th>
          <th className={styles.used}>{text.columns.lastUsed}</th>
          <th className={styles.owner}>{text.columns.owner}</th>
        </tr>
      </thead>
      <tbody>
        {rows
          ? rows.map((row) => <ConnectionRow key={row.connection.id} row={row} isOpen={row.connection.id === openId} onOpen={onOpen} />)
          : Array.from({ length: 5 }, (_, index) => <WaitingRow key={index} />)}
      </tbody>
    </table>
  );
}

function WaitingRow() {
  return (
    <tr>
      <td>
        <div className={styles.account}>
          <Skeleton width={32} height={32} radius={8} />
          <div className={list.bones}>
            <Skeleton width={90} />
            <Skeleton width={150} height={10} />
          </div>
        </div>
      </td>
      <td className={styles.health}>
        <Skeleton width={110} />
      </td>
      <td className={styles.uses}>
        <Skeleton width={76} />
      </td>
      <td className={styles.used}>
        <Skeleton width={64} />
      </td>
      <td className={styles.owner}>
        <Skeleton width={26} height={26} radius={13} />
      </td>
    </tr>
  );
}
