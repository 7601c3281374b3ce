import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { BulkOutcome, RunItem } from "@/api/types";
import { actOnFilter, actOnRuns, type Progress } from "./bulk";
import type { BulkAction } from "./text";

export interface BulkFilter {
  workflowId?: string | undefined;
  status?: string | undefined;
  search?: string | undefined;
  from?: string | undefined;
}

export type BulkTarget = { filter: BulkFilter; total: number } | { runs: readonly RunItem[] };

/** Does one thing to many runs, page by page, and says how far it has got. */
export function useBulk() {
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopped = useRef(false);
  const mutation = useMutation({
    mutationFn: ({ action, target }: { action: BulkAction; target: BulkTarget }) => {
      stopped.current = false;
      setProgress({ done: 0, refused: [], total: "runs" in target ? target.runs.length : target.total });
      const isStopped = () => stopped.current;
      if ("runs" in target) return actOnRuns((run) => api.post(`/runs/${run.id}/${action}`), target.runs, setProgress, isStopped);
      return actOnFilter((cursor) => api.post<BulkOutcome>("/runs/bulk", { action, filter: target.filter, cursor }), target.total, setProgress, isStopped);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.runs }),
  });
  const stop = () => {
    stopped.current = true;
  };
  const reset = () => {
    setProgress(null);
    mutation.reset();
  };
  return { start: mutation.mutate, action: mutation.variables?.action, isRunning: mutation.isPending, isOver: mutation.isSuccess, error: mutation.error, progress, stop, reset };
}
