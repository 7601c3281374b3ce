import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Figures } from "../types";

export interface FiguresAsked {
  period: "24h" | "7d" | "30d";
  workflowId?: string | undefined;
}

const refreshMs = 60_000;

/** What the runs of a time came to, in hours and days of this browser's clock. */
export function useFigures({ period, workflowId }: FiguresAsked) {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useQuery({
    queryKey: keys.figures({ period, workflowId, timeZone }),
    queryFn: ({ signal }) => api.get<Figures>("/runs/figures", { query: { period, workflowId, timeZone }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
}
