import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { OfferedOption } from "./useOptions";

/** All time zones, with their difference from UTC right now. */
export function useTimeZones() {
  return useQuery({
    queryKey: keys.timeZones,
    queryFn: ({ signal }) => api.get<OfferedOption[]>("/options/timezones", { signal }),
    staleTime: 3_600_000,
  });
}
