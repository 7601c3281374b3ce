import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { RunStats } from "../types";

export function useRunStats(hours: number, refetchInterval: number | false = false) {
  return useQuery({
    queryKey: keys.runStats({ hours }),
    queryFn: ({ signal }) => api.get<RunStats>("/runs/stats", { query: { hours }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
}
