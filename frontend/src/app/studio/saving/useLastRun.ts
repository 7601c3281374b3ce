import { useEffect } from "react";
import { readShownRun } from "@/api/queries/useRun";
import { fromRun } from "@/graph/runState";
import type { StudioStore } from "@/graph/store";

/** What came out last, for the strips of the cards, when the studio is opened. */
export function useLastRun(store: StudioStore, runId: string | undefined): void {
  useEffect(() => {
    if (!runId || store.getState().lastRun) return undefined;
    const asking = new AbortController();
    readShownRun(runId, asking.signal)
      .then((run) => {
        if (!store.getState().lastRun) store.getState().setLastRun(fromRun(run));
      })
      .catch(() => undefined);
    return () => asking.abort();
  }, [store, runId]);
}
