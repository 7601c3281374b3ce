/** Saves the draft a moment after it changed, one request at a time, and never gives up on what is not saved yet. */
import type { Definition } from "@/graph/definition";
import type { StudioStore } from "@/graph/store";

export type SaveOutcome =
  | { kind: "saved"; revision: number }
  | { kind: "conflict"; theirs: Definition; revision: number }
  | { kind: "refused"; message: string }
  | { kind: "unreachable"; message: string };

export type Save = (doc: Definition, revision: number) => Promise<SaveOutcome>;

export const SETTLE_MS = 600;
const RETRY_MS = [2000, 5000, 10_000, 30_000];

export interface Autosave {
  /** Saves what is open at once; true when the server has everything. */
  flush(): Promise<boolean>;
  stop(): void;
}

export function startAutosave(store: StudioStore, save: Save): Autosave {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | null = null;
  let failures = 0;
  let stopped = false;

  const later = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void now(), ms);
  };

  const now = (): Promise<void> => {
    clearTimeout(timer);
    underWay ??= send().finally(() => {
      underWay = null;
      // Typing went on while the answer was on its way.
      if (store.getState().saved === "dirty") later(SETTLE_MS);
    });
    return underWay;
  };

  const send = async (): Promise<void> => {
    const { saved, doc, revision } = store.getState();
    if (saved !== "dirty" && saved !== "error") return;
    store.getState().saving();
    const outcome = await save(doc, revision);
    const state = store.getState();
    switch (outcome.kind) {
      case "saved":
        failures = 0;
        state.savedAs(outcome.revision, doc);
        return;
      case "conflict":
        state.conflicted({ theirs: outcome.theirs, revision: outcome.revision });
        return;
      case "refused":
        // The same would be refused again: the next change tries anew.
        state.saveFailed(outcome.message, true);
        return;
      case "unreachable":
        state.saveFailed(outcome.message);
        later(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? SETTLE_MS);
        failures += 1;
    }
  };

  const unsubscribe = store.subscribe((state, before) => {
    if (state.saved === "dirty" && (state.doc !== before.doc || before.saved !== "dirty")) later(SETTLE_MS);
  });
  if (store.getState().saved === "dirty") later(0);

  return {
    flush: async () => {
      while (underWay) await underWay;
      const { saved } = store.getState();
      if (saved === "dirty" || saved === "error") await now();
      return store.getState().saved === "saved";
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
