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

/** What another page asked for: runs of a window of time, or those that had a step of a block. */
export interface Narrowing {
  from: string;
  to: string;
  block: string;
  blockStatus: "" | "completed" | "failed" | "skipped";
  /** "false" leaves test runs out. */
  test: "" | "true" | "false";
}

export const nothingNarrowed: Narrowing = { from: "", to: "", block: "", blockStatus: "", test: "" };

type Change = Partial<{ search: string; status: OutcomeFilter; workflowId: string; period: string } & Narrowing>;

export interface RunListView {
  search: string;
  status: OutcomeFilter;
  workflowId: string;
  period: Period;
  narrowed: Narrowing;
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
    narrowed: {
      from: moment(params.get("from")),
      to: moment(params.get("to")),
      block: params.get("block") ?? "",
      blockStatus: (["completed", "failed", "skipped"] as const).find((known) => known === params.get("blockStatus")) ?? "",
      test: (["true", "false"] as const).find((known) => known === params.get("test")) ?? "",
    },
    set,
  };
}

/** A time of the address, or nothing for what is none. */
function moment(text: string | null): string {
  return text !== null && !Number.isNaN(Date.parse(text)) ? text : "";
}
