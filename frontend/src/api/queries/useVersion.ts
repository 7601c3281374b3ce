import { useQuery } from "@tanstack/react-query";
import type { Definition } from "@/graph/definition";
import { api } from "../client";
import { keys } from "../keys";

/** The definition of one version: a number, or "snap_…" for the draft a run used. Versions never change. */
export function useVersion(workflowId: string | undefined, ref: string | undefined) {
  return useQuery({
    queryKey: keys.version(workflowId ?? "", ref ?? ""),
    queryFn: ({ signal }) => api.get<Definition>(`/workflows/${workflowId}/versions/${ref}`, { signal }),
    enabled: Boolean(workflowId && ref),
    staleTime: Infinity,
  });
}
