import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { StartedRun } from "@/api/types";
import type { Json } from "@/graph/definition";

export interface RunRequest {
  input: Json;
  version: "draft" | number;
  triggerId?: string | undefined;
}

/** Starts a run; the draft is saved first, so that what runs is what one sees. */
export function useStartRun(workflowId: string, flush: () => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (request: RunRequest) => {
      if (request.version === "draft") await flush();
      return api.post<StartedRun>(`/workflows/${workflowId}/run`, request);
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.runs });
      void client.invalidateQueries({ queryKey: keys.samples(workflowId) });
    },
  });
}
