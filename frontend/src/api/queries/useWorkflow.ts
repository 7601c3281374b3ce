import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Workflow } from "../types";

/** The draft of a workflow with its revision, of none for an empty id. Never refetched by itself: the studio holds the edited copy. */
export function useWorkflow(id: string) {
  return useQuery({
    queryKey: keys.workflow(id),
    queryFn: ({ signal }) => api.get<Workflow>(`/workflows/${id}`, { signal }),
    enabled: id !== "",
    staleTime: Infinity,
    gcTime: 0,
  });
}
