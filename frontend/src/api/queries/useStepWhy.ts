import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { StepWhy } from "../types";

/** Where a step's values came from, and what happened in its round. Asked anew when the step's state changes. */
export function useStepWhy(runId: string, stepId: string | undefined, status: string | undefined) {
  return useQuery({
    queryKey: keys.stepWhy(runId, stepId ?? "", status ?? ""),
    queryFn: ({ signal }) => api.get<StepWhy>(`/runs/${runId}/steps/${stepId ?? ""}/why`, { signal }),
    enabled: stepId !== undefined,
  });
}
