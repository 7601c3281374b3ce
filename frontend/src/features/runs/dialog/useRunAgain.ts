import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { errorSentence } from "@/api/errors";
import { keys } from "@/api/keys";
import { readSamples } from "@/api/queries/useSamples";
import type { Definition } from "@/graph/definition";
import { showToast } from "@/ui/toast/toasts";
import { useStartRun } from "./useStartRun";

export interface RunAgain {
  workflowId: string;
  flush: () => Promise<boolean>;
  onStarted: (runId: string) => void;
  /** Opens the dialog: where there is no last input, or more than one trigger to choose from, or the run was refused. */
  ask: () => void;
}

/** Runs the draft at once with the last run's input. */
export function useRunAgain({ workflowId, flush, onStarted, ask }: RunAgain): (doc: Definition) => Promise<void> {
  const client = useQueryClient();
  const start = useStartRun(workflowId, flush);
  // The last input is read before the run is started, so that `isPending` alone comes too late for a second press.
  const underWay = useRef(false);
  return async (doc) => {
    if (underWay.current) return;
    underWay.current = true;
    const triggers = doc.blocks.filter((block) => block.type.startsWith("trigger.") && !block.disabled);
    try {
      // Asked anew: what is held may be from before the run that was started a moment ago.
      const last = triggers.length > 1 ? null : await client.fetchQuery({ queryKey: keys.samples(workflowId), queryFn: ({ signal }) => readSamples(workflowId, signal), staleTime: 0 });
      if (last?.runId) onStarted((await start.mutateAsync({ input: last.input ?? {}, version: "draft" })).runId);
      else ask();
    } catch (error) {
      ask();
      showToast({ state: "failed", text: errorSentence(error) });
    } finally {
      underWay.current = false;
    }
  };
}
