import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Run } from "../types";

/** Bytes of large values in what a screen opens with; of the rest it has previews until somebody asks for the whole. */
const valueBytes = 1_000_000;

/** The run as a screen shows it: what is `cut` in it are previews. */
export function useRun(id: string | undefined) {
  return useQuery({
    queryKey: keys.shownRun(id ?? ""),
    queryFn: ({ signal }) => readShownRun(id ?? "", signal),
    enabled: Boolean(id),
  });
}

/** The same run with whole values, once it is wanted. */
export function useWholeRun(id: string, wanted: boolean) {
  return useQuery({ queryKey: keys.run(id), queryFn: ({ signal }) => readWholeRun(id, signal), enabled: wanted });
}

export function readShownRun(id: string, signal: AbortSignal): Promise<Run> {
  return api.get<Run>(`/runs/${id}`, { query: { valueBytes }, signal });
}

export function readWholeRun(id: string, signal: AbortSignal): Promise<Run> {
  return api.get<Run>(`/runs/${id}`, { signal });
}
