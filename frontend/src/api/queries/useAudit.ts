import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { AuditEvent } from "../types";

/** Who did what, the newest first. */
export function useAudit(filter: { search?: string; action?: string }) {
  return useInfiniteQuery({
    queryKey: keys.audit(filter),
    queryFn: ({ pageParam, signal }) => api.page<AuditEvent>("/audit", { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
  });
}
