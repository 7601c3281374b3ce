import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Tick, WorkflowSchedule } from "../types";

const AGAIN_MS = 5_000;

/** The schedules of the live version, as they stand. */
export function useSchedules(workflowId: string) {
  return useQuery({
    queryKey: keys.schedules(workflowId),
    queryFn: ({ signal }) => api.get<WorkflowSchedule[]>(`/workflows/${workflowId}/schedules`, { signal }),
    refetchInterval: AGAIN_MS,
  });
}

/** What became of the ticks of one schedule, the newest first. */
export function useTicks(workflowId: string, blockId: string) {
  return useInfiniteQuery({
    queryKey: keys.ticks(workflowId, blockId),
    queryFn: ({ pageParam, signal }) => api.page<Tick>(`/workflows/${workflowId}/ticks`, { query: { blockId, limit: 30, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    refetchInterval: AGAIN_MS,
  });
}
