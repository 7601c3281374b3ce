import { useCallback, useState } from "react";
import type { RunItem } from "@/api/types";

export interface Selection {
  ids: ReadonlySet<string>;
  /** Every run of the filter, also those that are not shown. */
  whole: boolean;
  toggle: (id: string) => void;
  /** Selects these, or none when all of them are. */
  toggleAll: (runs: readonly RunItem[]) => void;
  selectWhole: () => void;
  clear: () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Which runs of the list are chosen. */
export function useSelection(filterKey: string): Selection {
  const [state, setState] = useState({ filterKey, ids: NONE, whole: false });
  // Another filter, another list: what was chosen there is not chosen here.
  const current = state.filterKey === filterKey ? state : { filterKey, ids: NONE, whole: false };
  const toggle = useCallback(
    (id: string) =>
      setState((before) => {
        const ids = new Set(before.filterKey === filterKey ? before.ids : NONE);
        if (!ids.delete(id)) ids.add(id);
        return { filterKey, ids, whole: false };
      }),
    [filterKey],
  );
  const set = (ids: ReadonlySet<string>, whole: boolean) => setState({ filterKey, ids, whole });
  return {
    ids: current.ids,
    whole: current.whole,
    toggle,
    toggleAll: (runs) => set(runs.every((run) => current.ids.has(run.id)) ? NONE : new Set(runs.map((run) => run.id)), false),
    selectWhole: () => set(current.ids, true),
    clear: () => set(NONE, false),
  };
}
