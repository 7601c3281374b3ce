import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { EventState, InboundEvent, InboundEventDetail, Redelivered } from "../types";

export interface EventFilter {
  status?: string;
  source?: string;
  search?: string;
  workflowId?: string;
  /** Of the last so many hours. */
  hours?: number | undefined;
  /** ISO 8601; `to` is the first moment that is left out. */
  from?: string | undefined;
  to?: string | undefined;
}

export type EventCounts = Partial<Record<EventState | "all", number>>;

export function useEvents({ hours, from, ...filter }: EventFilter, refetchInterval: number | false = false) {
  return useInfiniteQuery({
    queryKey: keys.eventList({ hours, from, ...filter }),
    queryFn: ({ pageParam, signal }) => {
      const since = hours ? new Date(Date.now() - hours * 3_600_000).toISOString() : from;
      return api.page<InboundEvent, { counts?: EventCounts }>("/events", { query: { ...filter, from: since, limit: 50, cursor: pageParam }, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** One with its headers and body. */
export function useEvent(id: string) {
  return useQuery({
    queryKey: keys.event(id),
    queryFn: ({ signal }) => api.get<InboundEventDetail>(`/events/${id}`, { signal }),
  });
}

/** Once more: to every workflow that listens now, to one, or as the input of a test run of its draft. */
export function useRedeliver(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (to: { workflowId?: string; version?: "draft" }) => api.post<Redelivered>(`/events/${id}/redeliver`, to),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.events }), client.invalidateQueries({ queryKey: keys.runs })]),
  });
}
