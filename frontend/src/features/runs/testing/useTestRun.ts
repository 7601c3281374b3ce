import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { StartedRun } from "@/api/types";
import type { Json } from "@/graph/definition";
import { expectEnd } from "../live/untold";
import { text } from "./text";

/** A test run of the draft: of one block, or of the part that `from` and `to` bound. */
export type TestRequest = { block: string; body: Record<string, Json> } | { from?: string; to?: string; body?: Record<string, Json> };

/** Starts test runs; the draft is saved first, so that what is tested is what one sees. */
export function useTestRun(workflowId: string, flush: () => Promise<boolean>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (request: TestRequest) => {
      if (!(await flush())) throw new ApiError(0, "NOT_SAVED", text.notSaved);
      if ("block" in request) return api.post<StartedRun>(`/workflows/${workflowId}/blocks/${request.block}/test`, request.body);
      const { body, ...part } = request;
      return api.post<StartedRun>(`/workflows/${workflowId}/test`, { ...part, ...body });
    },
    onSuccess: ({ runId }) => {
      expectEnd(runId);
      void client.invalidateQueries({ queryKey: keys.runs });
    },
  });
}
