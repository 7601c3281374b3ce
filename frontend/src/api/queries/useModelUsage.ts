import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { ModelUsage } from "../types";

/** What language models took since a day, which counts, by what. Days are those of UTC. */
export function useModelUsage(from: string, groupBy: "workflow" | "model") {
  return useQuery({
    queryKey: keys.modelUsage({ from, groupBy }),
    queryFn: ({ signal }) => api.get<ModelUsage>("/model-usage", { query: { from, groupBy }, signal }),
    placeholderData: keepPreviousData,
  });
}
