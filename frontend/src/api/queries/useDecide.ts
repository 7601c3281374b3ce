import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { isApiError } from "../errors";
import { keys } from "../keys";
import type { Decision, Run } from "../types";

/** Tells a waiting step of a run what it waits for. The first decision counts; a later one is refused in words. */
export function useDecide(runId: string, stepId: string) {
  const client = useQueryClient();
  const refresh = async () => {
    await Promise.all([client.invalidateQueries({ queryKey: keys.approvals }), client.invalidateQueries({ queryKey: keys.runs })]);
  };
  return useMutation({
    mutationFn: (decision: Decision) => api.post<Run>(`/runs/${runId}/steps/${stepId}/decision`, decision),
    onSuccess: refresh,
    // Somebody else was faster: what stands here is no longer true.
    onError: (error) => (isApiError(error, "ALREADY_DECIDED") ? refresh() : undefined),
  });
}
