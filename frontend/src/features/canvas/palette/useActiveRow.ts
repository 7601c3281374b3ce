import { useState, type KeyboardEvent } from "react";
import type { Entry, EntryGroup } from "./entries";

/** The row arrows move through while focus stays in the search field. */
export function useActiveRow(groups: readonly EntryGroup[], pick: (entry: Entry) => void) {
  const entries = groups.flatMap((group) => group.entries);
  const [wanted, setActive] = useState<string | null>(null);
  const active = entries.some((entry) => entry.key === wanted) ? wanted : (entries[0]?.key ?? null);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = entries.findIndex((entry) => entry.key === active);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      const next = entries[(at + step + entries.length) % entries.length];
      setActive(next?.key ?? null);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const entry = entries[at];
      if (entry) pick(entry);
    }
  };
  return { active, setActive, onKeyDown };
}
