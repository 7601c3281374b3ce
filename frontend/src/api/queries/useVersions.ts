import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { WorkflowVersion } from "../types";

export function useVersions(workflowId: string) {
  return useQuery({
    queryKey: keys.versions(workflowId),
    queryFn: ({ signal }) => api.get<WorkflowVersion[]>(`/workflows/${workflowId}/versions`, { signal }),
  });
}
