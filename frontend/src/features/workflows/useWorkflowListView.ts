import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { isOrder, type Order } from "./order";

export const statuses = ["", "active", "paused", "draft", "archived"] as const;
export type StatusFilter = (typeof statuses)[number];

interface View {
  search: string;
  status: StatusFilter;
  order: Order;
}

/** Search, filter and order live in the address, so that a list can be shared and gone back to. */
export function useWorkflowListView(): View & { set: (change: Partial<View>) => void } {
  const [params, setParams] = useSearchParams();
  const status = statuses.find((known) => known === params.get("status")) ?? "";
  const sort = params.get("sort");
  const set = useCallback(
    (change: Partial<View>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries({ search: change.search, status: change.status, sort: change.order })) {
            if (value === undefined) continue;
            if (value === "" || value === "lastRun") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { search: params.get("search") ?? "", status, order: isOrder(sort) ? sort : "lastRun", set };
}
