import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { RunStep } from "../types";

export interface BlockStepsFilter {
  runId: string;
  block: string;
  /** One or several states, by commas; all of them when absent. */
  status?: string | undefined;
}

/** The steps of one block inside loops and fan-outs, in the order they began, page by page. */
export function useBlockSteps({ runId, ...filter }: BlockStepsFilter, enabled: boolean, refetchInterval: number | false) {
  return useInfiniteQuery({
    queryKey: keys.steps(runId, filter),
    queryFn: ({ pageParam, signal }) => api.page<RunStep>(`/runs/${runId}/steps`, { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    enabled,
    refetchInterval,
  });
}
