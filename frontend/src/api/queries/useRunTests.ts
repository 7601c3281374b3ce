import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { RunTest, RunTestDetail } from "../types";

const WHILE_RUNNING_MS = 700;

/** The tests of a workflow with how they stand; asked again while one runs. */
export function useRunTests(workflowId: string) {
  return useQuery({
    queryKey: keys.runTests(workflowId),
    queryFn: ({ signal }) => api.get<RunTest[]>(`/workflows/${workflowId}/tests`, { signal }),
    refetchInterval: ({ state }) => (state.data?.some((test) => test.status === "running") ? WHILE_RUNNING_MS : false),
  });
}

/** One test with what differs, step by step. `state` is how the list has it: another asks anew. */
export function useRunTest(workflowId: string, test: RunTest) {
  return useQuery({
    queryKey: [...keys.runTests(workflowId), test.id, test.status, test.lastRunId],
    queryFn: ({ signal }) => api.get<RunTestDetail>(`/workflows/${workflowId}/tests/${test.id}`, { signal }),
  });
}

/** What one can do with tests. */
export function useRunTestActions(workflowId: string) {
  const client = useQueryClient();
  const path = `/workflows/${workflowId}/tests`;
  const refresh = () => client.invalidateQueries({ queryKey: keys.runTests(workflowId) });
  const keep = useMutation({ mutationFn: (body: { runId: string; name: string }) => api.post<RunTestDetail>(path, body), onSuccess: refresh });
  const play = useMutation({ mutationFn: (ids: string[] | null) => api.post<RunTest[]>(`${path}/run`, ids === null ? {} : { ids }), onSuccess: refresh });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; name?: string; ignored?: string[]; accept?: boolean }) => api.patch<RunTestDetail>(`${path}/${id}`, body),
    onSuccess: refresh,
  });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSuccess: refresh });
  return { keep, play, change, remove };
}
