import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Json } from "@/graph/definition";
import { api } from "../client";
import { keys } from "../keys";
import type { SchedulePreview } from "../types";

export interface ScheduleFields {
  cron: Json | undefined;
  interval: Json | undefined;
  timezone: Json | undefined;
}

/** A schedule in words and its next ten fires; the answer before stays while the next is on its way. */
export function useSchedulePreview({ cron = null, interval = null, timezone = null }: ScheduleFields) {
  const config = { cron, interval, timezone };
  return useQuery({
    queryKey: keys.schedulePreview(config),
    queryFn: ({ signal }) => api.post<SchedulePreview>("/schedules/preview", config, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000, // "next" moves on
    staleTime: 30_000,
  });
}
