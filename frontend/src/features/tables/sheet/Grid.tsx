import { useCallback, useEffect, useMemo, useRef } from "react";
import type { RowData } from "@/api/queries/useTableRows";
import type { Table, TableColumn, TableRow } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Skeleton } from "@/ui/Skeleton";
import { text } from "../text";
import { cellText, otherValues } from "../values";
import type { Move } from "./CellEditor";
import styles from "./Grid.module.css";
import { GridHead } from "./GridHead";
import { gridKey } from "./gridKeys";
import { GridRow } from "./GridRow";
import type { RowSelection } from "./useRowSelection";
import { useActiveCell } from "./useActiveCell";
import { rowHeight, useRowWindow } from "./useRowWindow";

export interface GridProps {
  table: Table;
  /** Undefined while the first are on their way. */
  rows: readonly TableRow[] | undefined;
  hasMore: boolean;
  editable: boolean;
  sort: string;
  selection: RowSelection;
  /** The row that was just added: the keyboard goes to it once it stands at the top. */
  fresh: string;
  onSort: (sort: string) => void;
  onMore: () => void;
  onChange: (row: TableRow, data: RowData) => void;
}

/** How many rows before the last one read the next page is asked for. */
const ahead = 40;
/** Rows in outline below those that are read, while there are more. */
const outlines = 6;
const widths: Record<TableColumn["type"], string> = {
  text: "minmax(160px, 1.4fr)",
  number: "minmax(104px, 0.8fr)",
  boolean: "minmax(92px, 0.6fr)",
  date: "minmax(116px, 0.8fr)",
  select: "minmax(120px, 0.8fr)",
  url: "minmax(180px, 1.4fr)",
  email: "minmax(180px, 1.4fr)",
  json: "minmax(200px, 1.6fr)",
};

/** Rows as a spreadsheet: one cell has the keyboard, only the rows in sight are drawn. */
export function Grid({ table, rows, hasMore, editable, sort, selection, fresh, onSort, onMore, onChange }: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  /** An edit is over, so the focus belongs to a cell again. */
  const returns = useRef(false);
  const { columns } = table;
  const read = rows?.length ?? 0;
  const count = read + (hasMore || !rows ? outlines : 0);
  const sight = useRowWindow(scroller, count);
  const { active, editing, go, edit, stop } = useActiveCell(read, columns.length);
  const hasOthers = useMemo(() => rows?.some((row) => Object.keys(otherValues(row.data as RowData, columns)).length > 0) ?? false, [rows, columns]);

  useEffect(() => {
    if (hasMore && sight.end > read - ahead) onMore();
  }, [hasMore, sight.end, read, onMore]);

  // The focus follows the active cell, once the grid has it.
  useEffect(() => {
    const element = scroller.current;
    if (editing || !element || !(returns.current || grid.current?.contains(document.activeElement))) return;
    returns.current = false;
    const top = active.row * rowHeight;
    const room = element.clientHeight - 2 * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
    grid.current?.querySelector<HTMLElement>(`[data-cell="${String(active.row)}:${String(active.column)}"]`)?.focus();
  }, [active.row, active.column, editing, sight.first]);

  const isFreshFirst = fresh !== "" && rows?.[0]?.id === fresh;
  useEffect(() => {
    if (isFreshFirst) grid.current?.querySelector<HTMLElement>('[data-cell="0:0"]')?.focus();
  }, [isFreshFirst, fresh]);

  const activeRow = rows?.[active.row];
  const activeColumn = columns[active.column];
  const begin = useCallback((row: number, column: number) => (editable ? edit({ row, column }) : go(row, column)), [editable, edit, go]);
  const move = useCallback(
    (row: number, column: number, where: Move) => {
      returns.current = where !== "away";
      if (where === "stay" || where === "away") stop();
      else if (where === "down") go(row + 1, column);
      else go(row, column + (where === "right" ? 1 : -1));
    },
    [stop, go],
  );

  const indexes = Array.from({ length: sight.end - sight.first }, (_, at) => sight.first + at);
  // The cell that has the focus stays drawn when it is scrolled out of sight.
  if (activeRow && (active.row < sight.first || active.row >= sight.end)) indexes.push(active.row);

  return (
    <div className={styles.scroller} ref={scroller}>
      <div
        ref={grid}
        className={styles.grid}
        role="grid"
        tabIndex={-1}
        aria-label={text.sheet.grid(table.name)}
        aria-rowcount={hasMore ? -1 : read + 1}
        aria-multiselectable={editable || undefined}
        aria-busy={!rows}
        style={{ "--columns": `${editable ? "44px " : ""}${columns.map((column) => widths[column.type]).join(" ")}${hasOthers ? " minmax(200px, 1.6fr)" : ""}` } as React.CSSProperties}
        onKeyDown={(event) => {
          const isCell = event.target instanceof HTMLElement && event.target.dataset["cell"] !== undefined;
          if (!isCell || !activeRow || !activeColumn) return;
          const moves = {
            go,
            edit: (typed: string | null) => editable && edit(active, typed),
            empty: () => editable && onChange(activeRow, { [activeColumn.name]: null }),
            copy: () => void navigator.clipboard?.writeText(cellText(activeRow.data[activeColumn.name] as Json)),
          };
          if (gridKey(event, active, { row: read - 1, column: columns.length - 1 }, moves)) event.preventDefault();
        }}
      >
        <GridHead
          columns={columns}
          hasOthers={hasOthers}
          sort={sort}
          onSort={onSort}
          selection={editable ? { all: read > 0 && selection.ids.size >= read, some: selection.ids.size > 0, toggle: () => rows && selection.toggleAll(rows) } : null}
        />
        <div className={styles.body} role="rowgroup" style={{ height: count * rowHeight }}>
          {indexes.map((index) => {
            const row = rows?.[index];
            return row ? (
              <GridRow
                key={row.id}
                row={row}
                index={index}
                columns={columns}
                hasOthers={hasOthers}
                isSelected={selection.ids.has(row.id)}
                editable={editable}
                active={index === active.row ? active.column : -1}
                editing={index === active.row ? editing : null}
                onSelect={selection.toggle}
                onGo={go}
                onEdit={begin}
                onChange={onChange}
                onMove={move}
              />
            ) : (
              <div key={index} className={styles.row} style={{ transform: `translateY(${String(index * rowHeight)}px)` }} aria-hidden>
                {Array.from({ length: columns.length + (editable ? 1 : 0) }, (_, at) => (
                  <div key={at} className={styles.cell}>
                    <Skeleton width="60%" />
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
