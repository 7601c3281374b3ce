import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Json } from "@/graph/definition";
import type { ValueMatches, ValuePart } from "../types";

/** Which value of a run: its own input or output, or that of one of its steps. */
export interface ValueSource {
  runId: string;
  stepId?: string | undefined;
  of: "input" | "output";
}

export type ValuePath = readonly (string | number)[];

/** What stands at the path, a page from this entry on; or the page on which a match is seen. */
export function useValuePart(source: ValueSource, { path, from, match }: { path: ValuePath; from: number; match?: { to: ValuePath; search: string } | undefined }) {
  const { runId, ...query } = source;
  const asked = match ? { ...query, to: JSON.stringify(match.to), search: match.search } : { ...query, path: JSON.stringify(path), from };
  return useQuery({
    queryKey: keys.value(runId, asked),
    queryFn: ({ signal }) => api.get<ValuePart>(`/runs/${runId}/values`, { query: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

/** Where the text occurs in the whole value; nothing is asked while it is empty. */
export function useValueSearch(source: ValueSource, search: string) {
  const { runId, ...query } = source;
  return useInfiniteQuery({
    queryKey: keys.value(runId, { ...query, search }),
    queryFn: ({ pageParam, signal }) => api.get<ValueMatches>(`/runs/${runId}/values/search`, { query: { ...query, search, skip: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.hasMore ? pages.reduce((sum, page) => sum + page.matches.length, 0) : undefined),
    enabled: search !== "",
    staleTime: Infinity,
  });
}

/** The whole of it, for copying. */
export async function readWholeValue({ runId, stepId, of }: ValueSource, step: { block: string; iteration: readonly number[] } | null): Promise<Json> {
  if (!stepId || !step) return (await api.get<Record<"input" | "output", Json>>(`/runs/${runId}`))[of];
  const found = await api.page<Record<"input" | "output", Json>>(`/runs/${runId}/steps`, { query: { block: step.block, iteration: step.iteration.join(".") || "none", limit: 1 } });
  return found.data[0]?.[of] ?? null;
}
