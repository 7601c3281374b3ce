import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Alert, AlertChange, AlertTrial } from "../types";

/** Of the company, or of a workflow, which may set what is its own in place of the company's. */
const path = (workflowId: string | null) => (workflowId ? `/workflows/${workflowId}/alerts` : "/alerts");

export function useAlerts() {
  return useQuery({ queryKey: keys.alerts, queryFn: ({ signal }) => api.get<Alert[]>("/alerts", { signal }) });
}

export function useAlertActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keys.alerts });
  const save = useMutation({
    mutationFn: ({ workflowId, ...alert }: AlertChange & { workflowId: string | null }) => api.put<Alert>(path(workflowId), alert),
    onSuccess,
  });
  const reset = useMutation({
    mutationFn: ({ workflowId, kind }: Pick<Alert, "workflowId" | "kind">) => api.delete<Alert>(path(workflowId), { query: { kind } }),
    onSuccess,
  });
  return { save, reset };
}

/** Sends what the alert would say, marked as a test, to those who would be told; nothing is saved. */
export function useAlertTest() {
  return useMutation({
    mutationFn: ({ workflowId, kind, targets }: Pick<Alert, "workflowId" | "kind" | "targets">) => api.post<AlertTrial[]>(`${path(workflowId)}/test`, { kind, targets }),
  });
}
