import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Run, RunItem } from "@/api/types";

export interface Neighbours {
  older: string | null;
  newer: string | null;
  /** The number of the newest run. */
  last: number;
}

const REACH = 100;

/** The runs of the same workflow before and after this one, as far as the newest hundred reach. */
export function useNeighbours(run: Pick<Run, "id" | "number" | "workflowId">): Neighbours {
  const { data } = useQuery({
    queryKey: keys.runList({ neighbours: run.workflowId }),
    queryFn: ({ signal }) => api.page<RunItem>("/runs", { query: { workflowId: run.workflowId, limit: REACH }, signal }),
    staleTime: 10_000,
  });
  return neighboursOf(run, data?.data ?? []);
}

/** In a list of runs, the newest first. */
export function neighboursOf(run: Pick<Run, "id" | "number">, list: readonly Pick<RunItem, "id" | "number">[]): Neighbours {
  const index = list.findIndex((item) => item.id === run.id);
  const last = Math.max(run.number, list[0]?.number ?? 0);
  if (index === -1) return { older: null, newer: null, last };
  return { older: list[index + 1]?.id ?? null, newer: index > 0 ? (list[index - 1]?.id ?? null) : null, last };
}
