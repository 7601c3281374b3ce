import { memo } from "react";
import type { RowData } from "@/api/queries/useTableRows";
import type { TableColumn, TableRow } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Checkbox } from "@/ui/Checkbox";
import { cx } from "@/ui/cx";
import { text } from "../text";
import { cellText, otherValues } from "../values";
import { CellEditor, type Move } from "./CellEditor";
import styles from "./Grid.module.css";
import { rowHeight } from "./useRowWindow";
import type { Editing } from "./useActiveCell";

export interface GridRowProps {
  row: TableRow;
  index: number;
  columns: readonly TableColumn[];
  hasOthers: boolean;
  isSelected: boolean;
  editable: boolean;
  /** The column of this row that has the keyboard; -1 for none. */
  active: number;
  editing: Editing | null;
  onSelect: (id: string) => void;
  onGo: (row: number, column: number) => void;
  onEdit: (row: number, column: number) => void;
  onChange: (row: TableRow, data: RowData) => void;
  /** The cell was edited; where to go on. */
  onMove: (row: number, column: number, move: Move) => void;
}

/** One row, drawn again only when something of it changes. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, index, columns, hasOthers, isSelected, editable, active, editing, onSelect, onGo, onEdit, onChange, onMove } = props;
  return (
    <div className={cx(styles.row, isSelected && styles.selected)} role="row" aria-rowindex={index + 2} aria-selected={isSelected} style={{ transform: `translateY(${String(index * rowHeight)}px)` }} data-row={row.id}>
      {editable && (
        <div className={cx(styles.cell, styles.check)} role="gridcell">
          <Checkbox label={text.sheet.selectRow(index + 1)} checked={isSelected} onChange={() => onSelect(row.id)} />
        </div>
      )}
      {columns.map((column, at) => {
        const value = row.data[column.name] as Json | undefined;
        const problem = row.problems.find((each) => each.column === column.name)?.message;
        const isActive = at === active;
        return (
          <div
            key={column.id}
            className={cx(styles.cell, styles[column.type], problem && styles.misfit, isActive && styles.active)}
            role="gridcell"
            tabIndex={isActive ? 0 : -1}
            aria-invalid={problem ? true : undefined}
            title={problem ?? cellText(value)}
            data-cell={`${String(index)}:${String(at)}`}
            onFocus={(event) => event.target === event.currentTarget && !isActive && onGo(index, at)}
            onDoubleClick={() => onEdit(index, at)}
          >
            {isActive && editing ? (
              <CellEditor
                column={column}
                value={value}
                typed={editing.typed}
                onDone={(next, move) => {
                  if (next !== undefined) onChange(row, { [column.name]: next });
                  onMove(index, at, move);
                }}
              />
            ) : (
              <span className={styles.value}>{cellText(value)}</span>
            )}
            {problem && <span className="visually-hidden">. {problem}</span>}
          </div>
        );
      })}
      {hasOthers && (
        <div className={cx(styles.cell, styles.json, styles.others)} role="gridcell">
          <span className={styles.value}>{othersText(row, columns)}</span>
        </div>
      )}
    </div>
  );
});

function othersText(row: TableRow, columns: readonly TableColumn[]): string {
  const others = otherValues(row.data as Record<string, Json>, columns);
  return Object.keys(others).length === 0 ? "" : JSON.stringify(others);
}
