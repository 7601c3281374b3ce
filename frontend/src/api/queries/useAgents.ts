import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Agent, NewAgent } from "../types";

/** All agents, the built-in ones first, then the company's, the newest first. */
export function useAgents() {
  const client = useQueryClient();
  const onSuccess = () => Promise.all([client.invalidateQueries({ queryKey: keys.agents }), client.invalidateQueries({ queryKey: keys.options })]);
  const list = useQuery({
    queryKey: keys.agentList,
    queryFn: async ({ signal }) => {
      const found: Agent[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof api.page<Agent>>> = await api.page<Agent>("/agents", { signal, query: { limit: 100, cursor } });
        found.push(...page.data);
        cursor = page.meta.hasMore ? page.meta.cursor : null;
      } while (cursor);
      return found;
    },
  });
  const create = useMutation({ mutationFn: (wanted: NewAgent) => api.post<Agent>("/agents", wanted), onSuccess });
  const change = useMutation({ mutationFn: ({ id, ...wanted }: Partial<NewAgent> & { id: string }) => api.patch<Agent>(`/agents/${id}`, wanted), onSuccess });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/agents/${id}`), onSuccess });
  return { list, create, change, remove };
}

/** One agent, such as the one that a block names; nothing is asked for without an id. */
export function useAgent(id: string) {
  return useQuery({
    queryKey: keys.agent(id),
    queryFn: ({ signal }) => api.get<Agent>(`/agents/${encodeURIComponent(id)}`, { signal }),
    enabled: id !== "",
    retry: false,
    staleTime: 30_000,
  });
}
