import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { NewWebhookEndpoint, WebhookDeliveryDetail, WebhookEndpoint, WebhookEndpointWithSecret, WebhookEventType } from "../types";

const path = (id: string) => `/webhook-endpoints/${id}`;

export function useWebhookEventTypes() {
  return useQuery({
    queryKey: keys.webhookEventTypes,
    queryFn: ({ signal }) => api.get<WebhookEventType[]>("/webhook-endpoints/event-types", { signal }),
    staleTime: Infinity,
  });
}

export function useWebhookEndpoints(refetchInterval: number | false = false) {
  return useQuery({
    queryKey: keys.webhookEndpointList,
    queryFn: ({ signal }) => api.get<WebhookEndpoint[]>("/webhook-endpoints", { signal }),
    refetchInterval,
  });
}

/** What can be done with endpoints; the secrets come with the answers, once. */
export function useWebhookEndpointActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keys.webhookEndpoints });
  const create = useMutation({
    mutationFn: (endpoint: NewWebhookEndpoint) => api.post<WebhookEndpointWithSecret>("/webhook-endpoints", endpoint),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ id, ...endpoint }: Partial<NewWebhookEndpoint> & { id: string }) => api.patch<WebhookEndpoint>(path(id), endpoint),
    onSuccess,
  });
  // Its page goes with it, so whoever asked is answered before the list is read again.
  const remove = useMutation({ mutationFn: (id: string) => api.delete(path(id)), onSuccess: () => void onSuccess() });
  const rotate = useMutation({
    mutationFn: ({ id, overlapHours }: { id: string; overlapHours: number }) => api.post<WebhookEndpointWithSecret>(`${path(id)}/rotate-secret`, { overlapHours }),
    onSuccess,
  });
  const test = useMutation({
    mutationFn: ({ id, event }: { id: string; event: string }) => api.post<WebhookDeliveryDetail>(`${path(id)}/test`, { event }),
    onSuccess,
  });
  const resendFailed = useMutation({ mutationFn: (id: string) => api.post<{ count: number }>(`${path(id)}/resend`), onSuccess });
  return { create, change, remove, rotate, test, resendFailed };
}
