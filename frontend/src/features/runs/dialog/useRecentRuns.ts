import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { RunItem } from "@/api/types";

/** The last runs of a workflow, whose inputs can be taken again. */
export function useRecentRuns(workflowId: string, enabled: boolean) {
  const query = useQuery({
    queryKey: keys.runList({ recent: workflowId }),
    queryFn: ({ signal }) => api.page<RunItem>("/runs", { query: { workflowId, limit: 8 }, signal }),
    enabled,
  });
  return query.data?.data ?? [];
}
