import { useCallback, useState } from "react";
import type { TableRow } from "@/api/types";

const NONE: ReadonlySet<string> = new Set();

export interface RowSelection {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  /** Chooses these, or none when all of them are. */
  toggleAll: (rows: readonly TableRow[]) => void;
  clear: () => void;
}

/** Which rows are chosen. Another search or filter is another list: what was chosen there is not chosen here. */
export function useRowSelection(viewKey: string): RowSelection {
  const [state, setState] = useState({ viewKey, ids: NONE });
  const ids = state.viewKey === viewKey ? state.ids : NONE;
  const toggle = useCallback(
    (id: string) =>
      setState((before) => {
        const next = new Set(before.viewKey === viewKey ? before.ids : NONE);
        if (!next.delete(id)) next.add(id);
        return { viewKey, ids: next };
      }),
    [viewKey],
  );
  const toggleAll = (rows: readonly TableRow[]) => setState({ viewKey, ids: rows.every((row) => ids.has(row.id)) ? NONE : new Set(rows.map((row) => row.id)) });
  return { ids, toggle, toggleAll, clear: () => setState({ viewKey, ids: NONE }) };
}
