import { Table2 } from "lucide-react";
import { Link } from "react-router";
import type { Table } from "@/api/types";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { Ago } from "@/ui/time/Ago";
import styles from "./TableList.module.css";
import { text } from "./text";

/** Undefined while they are on their way. */
export function TableList({ tables }: { tables: readonly Table[] | undefined }) {
  return (
    <table className={cx(list.table, list.tall, styles.table)} aria-busy={!tables}>
      <thead>
        <tr>
          <th>{text.columns.name}</th>
          <th className={styles.columns}>{text.columns.columns}</th>
          <th className={cx(styles.rows, list.right)}>{text.columns.rows}</th>
          <th className={styles.uses}>{text.columns.uses}</th>
          <th className={styles.made}>{text.columns.made}</th>
        </tr>
      </thead>
      <tbody>
        {tables ? tables.map((table) => <TableLine key={table.id} table={table} />) : Array.from({ length: 4 }, (_, index) => <WaitingLine key={index} />)}
      </tbody>
    </table>
  );
}

function TableLine({ table }: { table: Table }) {
  const names = table.columns.map((column) => column.name).join(", ") || text.noColumns;
  const users = table.usedBy.map((user) => user.name).join(", ");
  return (
    <tr className={list.row}>
      <td className={styles.nameCell}>
        <div className={styles.name}>
          <span className={styles.tile}>
            <Table2 size={18} strokeWidth={1.75} aria-hidden />
          </span>
          <div className={list.two}>
            <Link to={`/tables/${table.id}`} className={list.cover}>
              <b>{table.name}</b>
            </Link>
            {table.description && <small title={table.description}>{table.description}</small>}
          </div>
        </div>
      </td>
      <td className={cx(styles.columns, list.quiet)} title={names}>
        {names}
      </td>
      <td className={cx(styles.rows, list.right, "num")}>
        <span className={list.two}>
          <span>{table.rowCount.toLocaleString("en-US")}</span>
          <small>{text.ofMost(table.maxRows)}</small>
        </span>
      </td>
      <td className={cx(styles.uses, list.quiet)} title={users}>
        {text.uses(table.usedBy.length)}
      </td>
      <td className={cx(styles.made, list.quiet)}>
        <Ago at={table.createdAt} />
      </td>
    </tr>
  );
}

function WaitingLine() {
  return (
    <tr>
      <td className={styles.nameCell}>
        <div className={styles.name}>
          <Skeleton width={32} height={32} radius={8} />
          <Skeleton width={140} />
        </div>
      </td>
      <td className={styles.columns}>
        <Skeleton width={180} />
      </td>
      <td className={cx(styles.rows, list.right)}>
        <Skeleton width={40} />
      </td>
      <td className={styles.uses}>
        <Skeleton width={70} />
      </td>
      <td className={styles.made}>
        <Skeleton width={60} />
      </td>
    </tr>
  );
}
