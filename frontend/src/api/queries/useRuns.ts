import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { RunCounts, RunItem } from "../types";

export interface RunFilter {
  workflowId?: string;
  status?: string;
  search?: string;
  /** Runs of the last so many hours; all of them when absent. */
  hours?: number;
  /** Runs in which this block had a step, or one with this outcome. */
  block?: string | undefined;
  blockStatus?: "completed" | "failed" | "skipped" | undefined;
  /** Runs that were accepted from this moment on, and before that one; instead of `hours`. */
  from?: string | undefined;
  to?: string | undefined;
  /** Only test runs, or only others. */
  test?: boolean | undefined;
}

export function useRuns({ hours, from: begin, ...filter }: RunFilter = {}, refetchInterval: number | false = false) {
  return useInfiniteQuery({
    queryKey: keys.runList({ hours, begin, ...filter }),
    queryFn: ({ pageParam, signal }) => {
      const from = begin ?? (hours ? new Date(Date.now() - hours * 3_600_000).toISOString() : undefined);
      return api.page<RunItem, { counts?: RunCounts }>("/runs", { query: { ...filter, from, limit: 50, cursor: pageParam }, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}
