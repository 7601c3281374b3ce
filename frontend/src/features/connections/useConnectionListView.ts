import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { filters, type ConnectionFilter } from "./rows";

interface View {
  search: string;
  filter: ConnectionFilter;
  /** The connection whose panel is open. */
  open: string;
}

/** Search, filter and the open connection live in the address, so that they can be shared and gone back to. */
export function useConnectionListView(): View & { set: (change: Partial<View>) => void } {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (change: Partial<View>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change)) {
            if (value === "" || value === "all") next.delete(name);
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
    filter: filters.find((known) => known === params.get("filter")) ?? "all",
    open: params.get("open") ?? "",
    set,
  };
}
