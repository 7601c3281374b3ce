import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { RunStep } from "../types";

/** The step of a block with whole values, in one round of the containers around it; outside of them in none. */
export function useStepOfRound(runId: string, block: string, iteration: readonly number[], enabled: boolean) {
  const filter = { block, iteration: iteration.join(".") || "none", limit: 1 };
  return useQuery({
    queryKey: keys.steps(runId, filter),
    queryFn: async ({ signal }) => (await api.page<RunStep>(`/runs/${runId}/steps`, { query: filter, signal })).data[0] ?? null,
    enabled,
  });
}
