import { useEffect, useRef } from "react";
import { useMe } from "@/api/queries/useMe";
import type { RunView } from "@/graph/runState";
import { remember } from "./memory";

/** Notes that a step of a run was looked at, and whether it was one that failed. What was selected before does not count. */
export function useNoteLook(view: RunView | null, selected: string | null): void {
  const me = useMe().data;
  const before = useRef(selected);
  useEffect(() => {
    if (selected === before.current || !view || !me) return;
    before.current = selected;
    const step = selected === null ? undefined : view.steps[selected];
    if (step) remember(me, { look: true, ...(step.status === "failed" ? { why: true } : {}) });
  }, [view, selected, me]);
}
