import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Heat } from "../types";

/** How the blocks of a workflow fared over the last hours, of one version where it is named. */
export function useHeat(workflowId: string, asked: { hours: number; version?: number | undefined }) {
  return useQuery({
    queryKey: keys.heat(workflowId, asked),
    queryFn: ({ signal }) => api.get<Heat>(`/workflows/${workflowId}/heat`, { query: asked, signal }),
    placeholderData: keepPreviousData,
  });
}
