import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { EventSource } from "../types";

/** Providers that tell of events, and how each is set up for this company. */
export function useEventSources() {
  return useQuery({
    queryKey: keys.eventSources,
    queryFn: ({ signal }) => api.get<EventSource[]>("/event-sources", { signal }),
    staleTime: 60_000,
  });
}
