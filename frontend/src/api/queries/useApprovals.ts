import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Approval } from "../types";

export interface ApprovalFilter {
  /** Only those the person is asked to decide. */
  mine: boolean;
  status: "waiting" | "all";
}

interface Meta {
  waiting?: number;
}

/** Approvals, the newest first; `meta.waiting` counts those that wait for the person. */
export function useApprovals(filter: ApprovalFilter, refetchInterval: number | false = false) {
  return useInfiniteQuery({
    queryKey: keys.approvalList(filter),
    queryFn: ({ pageParam, signal }) => api.page<Approval, Meta>("/approvals", { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    refetchInterval,
  });
}

/** How many approvals wait for the person; undefined while that is unknown. */
export function useApprovalCount(): number | undefined {
  const { data } = useQuery({
    queryKey: keys.approvalList({ count: true }),
    queryFn: ({ signal }) => api.page<Approval, Meta>("/approvals", { query: { limit: 1 }, signal }).then((page) => page.meta.waiting ?? 0),
    refetchInterval: 30_000,
  });
  return data;
}

/** What one step of a run asks; null when it is not among the company's newest hundred that wait. */
export function useApprovalOfStep(stepId: string | undefined) {
  return useQuery({
    queryKey: keys.approvalList({ stepId }),
    queryFn: ({ signal }) =>
      api.page<Approval>("/approvals", { query: { mine: false, limit: 100 }, signal }).then((page) => page.data.find((one) => one.stepId === stepId) ?? null),
    enabled: stepId !== undefined,
  });
}
