import { useCallback } from "react";
import { useSearchParams } from "react-router";
import type { EventState } from "@/api/types";

export const states = ["started", "rejected", "filtered", "duplicate", "held", "unheard", "dropped", "captured"] as const satisfies readonly EventState[];

interface View {
  search: string;
  status: EventState | "";
  source: string;
  workflowId: string;
  /** "", "today", "24h" or "7d"; `from` and `to` stand instead where both ends are given. */
  period: string;
  from: string;
  to: string;
  /** The event whose panel is open. */
  open: string;
}

export interface EventListView extends View {
  set: (change: Partial<View>) => void;
}

/** What is shown lives in the address, so that it can be shared and gone back to. */
export function useEventListView(): EventListView {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (change: Partial<View>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change)) {
            if (value === "") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return {
    search: params.get("search") ?? "",
    status: states.find((known) => known === params.get("status")) ?? "",
    source: params.get("source") ?? "",
    workflowId: params.get("workflowId") ?? "",
    period: params.get("period") ?? "",
    from: params.get("from") ?? "",
    to: params.get("to") ?? "",
    open: params.get("open") ?? "",
    set,
  };
}
