import type { SheetPreview } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Tag } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { text } from "../text";
import { cellText } from "../values";
import styles from "./ImportDialog.module.css";

/** The first rows as they would be stored; what does not fit its column is marked. */
export function PreviewTable({ columns, rows }: Pick<SheetPreview, "columns" | "rows">) {
  return (
    // A region that scrolls must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.preview} tabIndex={0} role="region" aria-label={text.import.preview(rows.length)}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} title={text.types[column.type]}>
                {column.name} {column.isNew && <Tag>{text.import.isNew}</Tag>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              {columns.map((column) => {
                const problem = row.problems.find((each) => each.column === column.name)?.message;
                return (
                  <td key={column.name} className={cx(problem && styles.misfit)} title={problem}>
                    {cellText(row.data[column.name] as Json)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
