import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { FirstSteps } from "../types";

const refreshMs = 5_000;

/** How far the person has come in the demo company; asked again while something is left to do, and then no more. */
export function useFirstSteps(enabled: boolean) {
  return useQuery({
    queryKey: keys.firstSteps,
    queryFn: ({ signal }) => api.get<FirstSteps>("/first-steps", { signal }),
    enabled,
    refetchInterval: ({ state: { data } }) => (data?.workflowId && !(data.completed && data.built && data.connected) ? refreshMs : false),
  });
}
