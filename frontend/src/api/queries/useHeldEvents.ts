import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";

export interface HeldEvents {
  count: number;
  since: string | null;
}

/** What came while the workflow was paused, and what is done with it after the pause. */
export function useHeldEvents(workflowId: string, enabled: boolean) {
  const client = useQueryClient();
  const queryKey = keys.heldEvents(workflowId);
  const held = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<HeldEvents>(`/workflows/${workflowId}/held-events`, { signal }),
    enabled,
    staleTime: 0,
  });
  const release = useMutation({
    mutationFn: async (action: "run" | "drop") => {
      let done = 0;
      for (;;) {
        const answer = await api.post<{ done: number; left: number }>(`/workflows/${workflowId}/held-events`, { action });
        done += answer.done;
        if (answer.left === 0 || answer.done === 0) return done;
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return { held, release };
}
