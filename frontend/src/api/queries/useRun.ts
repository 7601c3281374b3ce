import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Run } from "../types";

export function useRun(id: string | undefined) {
  return useQuery({
    queryKey: keys.run(id ?? ""),
    queryFn: ({ signal }) => api.get<Run>(`/runs/${id}`, { signal }),
    enabled: Boolean(id),
  });
}
