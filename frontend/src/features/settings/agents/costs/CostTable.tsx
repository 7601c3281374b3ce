import type { ReactNode } from "react";
import { Link } from "react-router";
import type { ModelAmounts, ModelUsage } from "@/api/types";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import table from "../../SimpleTable.module.css";
import styles from "./ModelCosts.module.css";
import { text } from "./text";

/** Both groupings of the same requests, one below the other, and what they come to. */
export function CostTable({ workflows, models }: { workflows: ModelUsage; models: ModelUsage }) {
  const { total } = models;
  const notes = [total.unpricedRequests > 0 && text.unpriced(total.unpricedRequests), !(workflows.isWhole && models.isWhole) && text.more].filter(Boolean);
  return (
    <>
      <table className={cx(list.table, table.table, styles.table)}>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">{text.title}</span>
            </th>
            <th className={styles.number}>{text.columns.requests}</th>
            <th className={styles.number}>{text.columns.input}</th>
            <th className={styles.number}>{text.columns.output}</th>
            <th className={styles.number}>{text.columns.cost}</th>
          </tr>
        </thead>
        <Group name={text.byWorkflow}>
          {workflows.groups.map((group) => (
            <Row key={group.workflowId} amounts={group}>
              {group.workflowName ? <Link to={`/workflows/${group.workflowId ?? ""}`}>{group.workflowName}</Link> : text.deleted}
            </Row>
          ))}
        </Group>
        <Group name={text.byModel}>
          {models.groups.map((group) => (
            <Row key={`${group.provider ?? ""}/${group.model ?? ""}`} amounts={group}>
              {group.providerName} <code>{group.model}</code>
            </Row>
          ))}
        </Group>
        <tbody className={styles.total}>
          <Row amounts={total}>{text.total}</Row>
        </tbody>
      </table>
      {notes.length > 0 && <p className={styles.note}>{notes.join(" ")}</p>}
    </>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <tbody>
      <tr className={styles.group}>
        <th scope="rowgroup" colSpan={5}>
          {name}
        </th>
      </tr>
      {children}
    </tbody>
  );
}

function Row({ amounts, children }: { amounts: ModelAmounts; children: ReactNode }) {
  const { columns, number } = text;
  const numbers = [
    [columns.requests, number(amounts.requests)],
    [columns.input, number(amounts.inputTokens)],
    [columns.output, number(amounts.outputTokens)],
    [columns.cost, text.cost(amounts)],
  ] as const;
  return (
    <tr>
      <td className={table.wrap}>{children}</td>
      {numbers.map(([label, value]) => (
        <td key={label} className={cx(styles.number, "num", label !== columns.cost && list.quiet)} data-label={label}>
          {value}
        </td>
      ))}
    </tr>
  );
}
