import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Subscription } from "../types";

/** What is registered at the provider with one connection, for whatever workflows wait for its events. */
export function useSubscriptions(connectionId: string) {
  return useQuery({
    queryKey: keys.subscriptionsOf(connectionId),
    queryFn: ({ signal }) => api.get<Subscription[]>("/subscriptions", { signal, query: { connectionId } }),
    refetchInterval: 10_000,
  });
}

/** Has one looked after at once, whatever pause it was in. */
export function useSubscriptionCheck() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<Subscription>(`/subscriptions/${id}/check`, {}),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.subscriptions }),
        client.invalidateQueries({ queryKey: keys.workflows, predicate: ({ queryKey }) => queryKey.at(-1) === "subscriptions" }),
      ]),
  });
}
