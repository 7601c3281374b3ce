import type { Heat } from "@/api/types";
import { findBlock, type Definition } from "@/graph/definition";
import { flowOrder } from "@/graph/upstream";
import { cx } from "@/ui/cx";
import { formatDuration } from "@/ui/time/duration";
import { ranOf } from "./heatOverlay";
import styles from "./Heat.module.css";
import { share, text } from "./text";

export interface HeatTableProps {
  doc: Definition;
  heat: Heat;
  chosen: string | null;
  onChoose: (blockId: string) => void;
}

/** The same figures as the canvas shows, for reading and for whoever cannot see it. */
export function HeatTable({ doc, heat, chosen, onChoose }: HeatTableProps) {
  const rows = flowOrder(doc).flatMap(({ id }) => heat.blocks.find((block) => block.id === id) ?? []);
  return (
    <table className={styles.table} aria-label={text.table}>
      <thead>
        <tr>
          <th>{text.columns.block}</th>
          <th>{text.columns.steps}</th>
          <th>{text.columns.failed}</th>
          <th>{text.columns.p50}</th>
          <th>{text.columns.p95}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((block) => (
          <tr key={block.id} className={cx(chosen === block.id && styles.chosen)}>
            <td>
              <button type="button" aria-pressed={chosen === block.id} onClick={() => onChoose(block.id)}>
                {findBlock(doc, block.id)?.name}
              </button>
            </td>
            <td>{ranOf(block).toLocaleString("en-US")}</td>
            <td className={cx(block.failed > 0 && styles.bad)}>{ranOf(block) > 0 && share(block.failed, ranOf(block))}</td>
            <td>{formatDuration(block.p50Ms ?? undefined)}</td>
            <td>{formatDuration(block.p95Ms ?? undefined)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
