import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Samples } from "../types";

/** Values of the last run, which the data menu shows. Null while the workflow never ran. */
export function useSamples(workflowId: string) {
  return useQuery({
    queryKey: keys.samples(workflowId),
    queryFn: ({ signal }) => readSamples(workflowId, signal),
    staleTime: 30_000,
  });
}

export function readSamples(workflowId: string, signal: AbortSignal): Promise<Samples | null> {
  return api.get<Samples | null>(`/workflows/${workflowId}/samples`, { signal });
}
