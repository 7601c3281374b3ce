import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { StartedRun } from "@/api/types";
import { expectEnd } from "./untold";

/** What one can do to a run that is going on or over. */
export function useRunActions(runId: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: keys.runs });
  const cancel = useMutation({ mutationFn: () => api.post(`/runs/${runId}/cancel`), onSuccess: refresh });
  const retry = useMutation({
    mutationFn: (version: "same" | "current") => api.post<StartedRun | { id: string }>(`/runs/${runId}/retry`, { version }).then(idOf),
    onSuccess: (id) => {
      expectEnd(id);
      return refresh();
    },
  });
  return { cancel, retry };
}

function idOf(started: StartedRun | { id: string }): string {
  return "runId" in started ? started.runId : started.id;
}
