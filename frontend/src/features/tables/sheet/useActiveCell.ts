import { useCallback, useState } from "react";

export interface Cell {
  row: number;
  column: number;
}

export interface Editing {
  /** What was typed to begin with; null to begin with the value. */
  typed: string | null;
}

/** The one cell that has the keyboard, and whether it is being edited. */
export function useActiveCell(rows: number, columns: number) {
  const [cell, setCell] = useState<Cell>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<Editing | null>(null);
  const active = { row: Math.min(cell.row, Math.max(0, rows - 1)), column: Math.min(cell.column, Math.max(0, columns - 1)) };
  const go = useCallback(
    (row: number, column: number) => {
      setEditing(null);
      setCell({ row: clamp(row, rows), column: clamp(column, columns) });
    },
    [rows, columns],
  );
  const edit = useCallback((at: Cell, typed: string | null = null) => {
    setCell(at);
    setEditing({ typed });
  }, []);
  const stop = useCallback(() => setEditing(null), []);
  return { active, editing, go, edit, stop };
}

function clamp(at: number, count: number): number {
  return Math.max(0, Math.min(at, count - 1));
}
