import type { KeyboardEvent } from "react";
import type { Cell } from "./useActiveCell";

export interface GridMoves {
  go: (row: number, column: number) => void;
  edit: (typed: string | null) => void;
  /** Empties the cell. */
  empty: () => void;
  copy: () => void;
}

const page = 12;

/** What a key does in the grid while no cell is edited, as spreadsheets have it. True when it did something. */
export function gridKey(event: KeyboardEvent, at: Cell, last: Cell, moves: GridMoves): boolean {
  const ctrl = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case "ArrowUp":
      moves.go(at.row - 1, at.column);
      return true;
    case "ArrowDown":
      moves.go(at.row + 1, at.column);
      return true;
    case "ArrowLeft":
      moves.go(at.row, at.column - 1);
      return true;
    case "ArrowRight":
      moves.go(at.row, at.column + 1);
      return true;
    case "PageUp":
      moves.go(at.row - page, at.column);
      return true;
    case "PageDown":
      moves.go(at.row + page, at.column);
      return true;
    case "Home":
      moves.go(ctrl ? 0 : at.row, 0);
      return true;
    case "End":
      moves.go(ctrl ? last.row : at.row, last.column);
      return true;
    case "Enter":
    case "F2":
      moves.edit(null);
      return true;
    case "Delete":
    case "Backspace":
      moves.empty();
      return true;
  }
  if (ctrl && event.key.toLowerCase() === "c") {
    moves.copy();
    return true;
  }
  if (!ctrl && !event.altKey && event.key.length === 1) {
    moves.edit(event.key);
    return true;
  }
  return false;
}
