import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { periodOf, type Period } from "./periods";

export const outcomes = ["", "failed", "waiting", "running", "completed", "cancelled"] as const;
export type OutcomeFilter = (typeof outcomes)[number];

/** The states behind each filter, as the API names them. */
export const statesOf: Record<Exclude<OutcomeFilter, "">, string> = {
  failed: "failed,timed_out",
  waiting: "waiting",
  running: "running",
  completed: "completed",
  cancelled: "cancelled",
};

type Change = Partial<{ search: string; status: OutcomeFilter; workflowId: string; period: string }>;

export interface RunListView {
  search: string;
  status: OutcomeFilter;
  workflowId: string;
  period: Period;
  set: (change: Change) => void;
}

/** What is shown lives in the address, so that a list can be shared and gone back to. */
export function useRunListView(): RunListView {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (change: Change) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change)) {
            if (value === "" || value === "24h") next.delete(name);
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
    status: outcomes.find((known) => known === params.get("status")) ?? "",
    workflowId: params.get("workflowId") ?? "",
    period: periodOf(params.get("period")),
    set,
  };
}
