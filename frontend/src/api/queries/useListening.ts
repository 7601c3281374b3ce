import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Listening } from "../types";

const LOOK_AGAIN_MS = 1_500;

/** Whether a draft's webhook listens for a test event, and what it has caught. Looks again while it listens. */
export function useListening(workflowId: string, blockId: string) {
  const client = useQueryClient();
  const path = `/workflows/${workflowId}/blocks/${blockId}/listen`;
  const queryKey = keys.listening(workflowId, blockId);
  const state = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const answer = await api.get<Listening>(path, { signal });
      const before = client.getQueryData<Listening>(queryKey);
      if (before?.listening && answer.event) void client.invalidateQueries({ queryKey: keys.samples(workflowId) });
      return answer;
    },
    refetchInterval: (query) => (query.state.data?.listening ? LOOK_AGAIN_MS : false),
    retry: false,
  });
  const start = useMutation({
    mutationFn: () => api.post<Listening>(path, {}),
    onSuccess: (answer) => client.setQueryData(queryKey, answer),
  });
  const stop = useMutation({
    mutationFn: () => api.delete(path),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
  const test = useMutation({
    mutationFn: (eventId: string) => api.post<{ runId: string | null }>(`/events/${eventId}/redeliver`, { workflowId, version: "draft" }),
  });
  return { state, start, stop, test };
}
