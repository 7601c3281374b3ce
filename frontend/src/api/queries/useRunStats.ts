import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { RunStats } from "../types";

export function useRunStats(hours: number, workflowId?: string, refetchInterval: number | false = false) {
  return useQuery({
    queryKey: keys.runStats({ hours, workflowId }),
    queryFn: ({ signal }) => api.get<RunStats>("/runs/stats", { query: { hours, workflowId }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}
