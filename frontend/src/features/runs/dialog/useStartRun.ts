import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { StartedRun } from "@/api/types";
import type { Json } from "@/graph/definition";
import { expectEnd } from "../live/untold";
import { text } from "./text";

export interface RunRequest {
  input: Json;
  version: "draft" | number;
  triggerId?: string | undefined;
  /** Only of the draft: writes are only said. */
  dryRun?: boolean;
}

/** Starts a run; the draft is saved first, so that what runs is what one sees. */
export function useStartRun(workflowId: string, flush: () => Promise<boolean>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ dryRun, ...request }: RunRequest) => {
      if (request.version === "draft" && !(await flush())) throw new ApiError(0, "NOT_SAVED", text.notSaved);
      if (!dryRun) return api.post<StartedRun>(`/workflows/${workflowId}/run`, request);
      const { version: _draft, ...test } = request;
      return api.post<StartedRun>(`/workflows/${workflowId}/test`, { ...test, dryRun });
    },
    onSuccess: ({ runId }) => {
      expectEnd(runId);
      void client.invalidateQueries({ queryKey: keys.runs });
      void client.invalidateQueries({ queryKey: keys.samples(workflowId) });
    },
  });
}
