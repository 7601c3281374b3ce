import { BlockTile } from "@/ui/BlockTile";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { StatusGlyph, type GlyphState } from "@/ui/StatusGlyph";
import styles from "../SimpleTable.module.css";
import type { AppRow } from "./appRows";
import { text } from "./text";

const glyphs: Record<AppRow["state"], GlyphState> = { own: "completed", operator: "completed", missing: "queued", refused: "failed" };

export interface AppTableProps {
  /** Undefined while they are on their way. */
  rows: readonly AppRow[] | undefined;
  mayWrite: boolean;
  onEdit: (row: AppRow) => void;
  onRemove: (row: AppRow) => void;
}

export function AppTable({ rows, mayWrite, onEdit, onRemove }: AppTableProps) {
  return (
    <table className={cx(list.table, styles.table)} aria-busy={!rows}>
      <thead>
        <tr>
          <th className={styles.app}>{text.columns.app}</th>
          <th className={styles.environment}>{text.columns.environment}</th>
          <th>{text.columns.client}</th>
          <th className={styles.state}>{text.columns.state}</th>
          <th className={styles.acts}>
            <span className="visually-hidden">{text.set}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows?.map((row) => {
          const name = `${row.provider.name}, ${row.environmentLabel}`;
          return (
            <tr key={`${row.provider.id} ${row.environment}`}>
              <td>
                <span className={styles.person}>
                  <BlockTile icon={row.provider.icon} color={row.provider.color} provider={row.provider.id} size={24} />
                  <b>{row.provider.name}</b>
                </span>
              </td>
              <td className={cx(list.quiet, styles.environment, styles.wrap)}>{row.environmentLabel}</td>
              <td className={cx(list.quiet, styles.wrap)}>{row.client && <code>{row.client.clientId}</code>}</td>
              <td className={cx(list.quiet, styles.wrap)}>
                <span className={styles.person}>
                  <StatusGlyph state={glyphs[row.state]} />
                  {text[row.state]}
                </span>
              </td>
              <td className={styles.acts}>
                {mayWrite && (
                  <Button size="small" aria-label={`${row.client ? text.change : text.set}: ${name}`} onClick={() => onEdit(row)}>
                    {row.client ? text.change : text.set}
                  </Button>
                )}{" "}
                {mayWrite && row.client && (
                  <Button variant="danger" size="small" aria-label={`${text.remove}: ${name}`} onClick={() => onRemove(row)}>
                    {text.remove}
                  </Button>
                )}
              </td>
            </tr>
          );
        }) ?? (
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
