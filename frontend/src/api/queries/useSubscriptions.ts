import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Subscription } from "../types";

/** How the live version's event triggers hear of events; looked at again while somebody watches. */
export function useSubscriptions(workflowId: string) {
  return useQuery({
    queryKey: keys.subscriptions(workflowId),
    queryFn: ({ signal }) => api.get<Subscription[]>(`/workflows/${workflowId}/subscriptions`, { signal }),
    refetchInterval: 10_000,
  });
}
