import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Hearing } from "../types";

const SOON_MS = 2_000;
const LATER_MS = 10_000;

/** How the live version's event triggers hear of events; looked at again while somebody watches, often while something is under way. */
export function useHearings(workflowId: string) {
  return useQuery({
    queryKey: keys.hearings(workflowId),
    queryFn: ({ signal }) => api.get<Hearing[]>(`/workflows/${workflowId}/subscriptions`, { signal }),
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? SOON_MS : LATER_MS),
  });
}

/** Something is about to be done at the provider. */
function isUnderWay({ delivery, byHand, subscriptions }: Hearing): boolean {
  if (delivery === "poll") return false;
  if (subscriptions.length === 0) return byHand === "";
  return subscriptions.some(({ nextAt }) => nextAt !== null && Date.parse(nextAt) <= Date.now());
}
