import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Connection, ConnectionUse, ConnectionUseCount } from "../types";

/** All connections of the company, the newest first: there are few of them, and the page counts and filters them here. */
export function useConnections({ enabled = true, refetchInterval = false }: { enabled?: boolean; refetchInterval?: number | false } = {}) {
  return useQuery({
    queryKey: keys.connectionList,
    queryFn: async ({ signal }) => {
      const found: Connection[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof api.page<Connection>>> = await api.page<Connection>("/connections", { signal, query: { limit: 100, cursor } });
        found.push(...page.data);
        cursor = page.meta.hasMore ? page.meta.cursor : null;
      } while (cursor);
      return found;
    },
    enabled,
    refetchInterval,
  });
}

/** By connection: how many workflows run with it. Those that none uses are not in it. */
export function useConnectionUseCounts() {
  return useQuery({
    queryKey: keys.connectionUseCounts,
    queryFn: async ({ signal }) => {
      const counts = await api.get<ConnectionUseCount[]>("/connection-usage", { signal });
      return new Map(counts.map((count) => [count.connectionId, count]));
    },
  });
}

/** The workflows that run with a connection, those whose next run needs it first. */
export function useConnectionUses(id: string) {
  return useQuery({
    queryKey: keys.connectionUses(id),
    queryFn: ({ signal }) => api.get<ConnectionUse[]>(`/connections/${id}/usage`, { signal }),
  });
}
