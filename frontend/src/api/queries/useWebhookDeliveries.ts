import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { WebhookDelivery, WebhookDeliveryDetail } from "../types";

export interface DeliveryFilter {
  status?: string;
  event?: string;
}

const path = (endpointId: string) => `/webhook-endpoints/${endpointId}/deliveries`;

export function useWebhookDeliveries(endpointId: string, filter: DeliveryFilter, refetchInterval: number | false = false) {
  return useInfiniteQuery({
    queryKey: keys.webhookDeliveryList(endpointId, filter),
    queryFn: ({ pageParam, signal }) => api.page<WebhookDelivery>(path(endpointId), { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}

/** One with its payload and each try; while it is under way it is read again. */
export function useWebhookDelivery(endpointId: string, id: string) {
  return useQuery({
    queryKey: keys.webhookDelivery(endpointId, id),
    queryFn: ({ signal }) => api.get<WebhookDeliveryDetail>(`${path(endpointId)}/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data?.status === "pending" ? 2_000 : false),
  });
}

export function useResendDelivery(endpointId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<WebhookDelivery>(`${path(endpointId)}/${id}/resend`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.webhookDeliveries(endpointId) }),
  });
}
