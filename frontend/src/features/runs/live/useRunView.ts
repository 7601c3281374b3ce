import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keys } from "@/api/keys";
import { openLive, type LiveState } from "@/api/live";
import { useRun } from "@/api/queries/useRun";
import type { Run, RunEventMessage } from "@/api/types";
import { applyRunEvent, emptyRun, fromRun, isRunOver, TERMINAL_RUN, type RunView } from "@/graph/runState";
import { throttle } from "./throttle";
import { expectEnd, tellEnd } from "./untold";

export interface LiveRun {
  /** The run as last fetched: inputs, outputs and attempts of its steps. */
  run: Run | undefined;
  /** What the canvas paints: fetched once, then moved by events. */
  view: RunView | null;
  connection: LiveState;
  error: unknown;
}

/** Steps end faster than it is worth asking for their details. */
const DETAILS_EVERY_MS = 400;
/** Events of one frame are folded in together. */
const FOLD_EVERY_MS = 16;

/** One run, kept true by its socket until it is over. */
export function useRunView(runId: string | undefined): LiveRun {
  const client = useQueryClient();
  const query = useRun(runId);
  const [live, setLive] = useState<RunView | null>(null);
  const [connection, setConnection] = useState<LiveState>("closed");
  const run = query.data;
  const isKnown = run !== undefined && run.id === runId;
  const workflowId = isKnown ? run.workflowId : undefined;
  const wasOver = isKnown && TERMINAL_RUN.has(run.status);

  useEffect(() => {
    if (!runId || workflowId === undefined) return;
    if (wasOver) {
      tellEnd(client, runId, workflowId);
      return;
    }
    expectEnd(runId);
    let waiting: RunEventMessage[] = [];
    let folding: ReturnType<typeof setTimeout> | undefined;
    const details = throttle(() => void client.invalidateQueries({ queryKey: keys.run(runId) }), DETAILS_EVERY_MS);
    const fold = () => {
      folding = undefined;
      const events = waiting;
      waiting = [];
      setLive((before) => events.reduce(applyRunEvent, before?.runId === runId ? before : emptyRun(runId)));
      if (events.some((event) => /^run\.(completed|failed|timed_out|cancelled)$/.test(event.type))) tellEnd(client, runId, workflowId);
    };
    // From the first event on: only events say how many attempts there are and when the next one comes.
    const socket = openLive({
      path: `/ws/runs/${runId}`,
      after: 0,
      onState: setConnection,
      onEvent: (event) => {
        waiting.push(event);
        folding ??= setTimeout(fold, FOLD_EVERY_MS);
        details.call();
      },
    });
    return () => {
      clearTimeout(folding);
      details.cancel();
      socket.close();
    };
  }, [client, runId, workflowId, wasOver]);

  return { run: isKnown ? run : undefined, view: chosenView(isKnown ? run : undefined, live), connection, error: query.error };
}

/** The events' view once they have caught up with what was fetched; a run that is over is as it was fetched. */
export function chosenView(run: Run | undefined, live: RunView | null): RunView | null {
  if (!run) return null;
  const fetched = fromRun(run);
  if (!live || live.runId !== run.id || live.lastSeq < run.lastSeq) return fetched;
  return isRunOver(fetched) ? fetched : withReused(live, fetched);
}

/** Steps that were taken over from another run have no events in this one: they are known by what was fetched. */
function withReused(live: RunView, fetched: RunView): RunView {
  const reused = Object.entries(fetched.steps).filter(([id, step]) => step.reused && live.steps[id] === undefined);
  return reused.length === 0 ? live : { ...live, steps: { ...Object.fromEntries(reused), ...live.steps } };
}
