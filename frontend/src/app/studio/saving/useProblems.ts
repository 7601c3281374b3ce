import { useEffect } from "react";
import { api } from "@/api/client";
import { mapProblems } from "@/graph/problems";
import type { Problem, StudioStore } from "@/graph/store";

/** Asks what stands in the way of publishing, after every save; the answer stays until the next one. */
export function useProblems(store: StudioStore, workflowId: string): void {
  useEffect(() => {
    let asking: AbortController | null = null;
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const { savedDoc } = store.getState();
      try {
        const problems = await api.get<Problem[]>(`/workflows/${workflowId}/problems`, { signal: asking.signal });
        store.getState().setProblems(mapProblems(savedDoc, problems));
      } catch {
        // Not knowing the problems is none; the next save asks again.
      }
    };
    void ask();
    const unsubscribe = store.subscribe((state, before) => {
      if (state.revision !== before.revision) void ask();
    });
    return () => {
      unsubscribe();
      asking?.abort();
    };
  }, [store, workflowId]);
}
