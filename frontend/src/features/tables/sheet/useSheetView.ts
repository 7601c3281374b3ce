import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { RowView } from "@/api/queries/useTableRows";

export const newestFirst = "-createdAt";

/** Search, filter and order live in the address, so that they can be shared and gone back to. */
export function useSheetView(): { view: RowView; set: (change: Partial<RowView>) => void } {
  const [params, setParams] = useSearchParams();
  const search = params.get("search") ?? "";
  const filter = params.get("filter") ?? "";
  const sort = params.get("sort") ?? newestFirst;
  const set = useCallback(
    (change: Partial<RowView>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change)) {
            if (value === "" || value === newestFirst) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { view: useMemo(() => ({ search, filter, sort }), [search, filter, sort]), set };
}
