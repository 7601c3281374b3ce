import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { WorkflowCounts, WorkflowItem } from "../types";

export interface WorkflowFilter {
  status?: string;
  search?: string;
}

export function useWorkflows(filter: WorkflowFilter = {}, refetchInterval: number | false = false) {
  return useInfiniteQuery({
    queryKey: keys.workflowList(filter),
    queryFn: ({ pageParam, signal }) =>
      api.page<WorkflowItem, { counts?: WorkflowCounts }>("/workflows", { query: { ...filter, limit: 100, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}
