import type { Definition } from "./definition";
import { apply, diff, join, revert, type Patch } from "./patch";

export interface HistoryStep {
  patch: Patch;
  merge: string | null;
  at: number;
}

export interface History {
  past: readonly HistoryStep[];
  future: readonly HistoryStep[];
}

/** Typing joins into one step while it goes on; a pause this long starts a new one. */
export const MERGE_WITHIN_MS = 1000;

export const EMPTY_HISTORY: History = { past: [], future: [] };

export function record(history: History, before: Definition, after: Definition, merge: string | null, now: number): History {
  const patch = diff(before, after);
  if (!patch) return history;
  const last = history.past.at(-1);
  if (last && merge !== null && last.merge === merge && now - last.at < MERGE_WITHIN_MS) {
    return { past: [...history.past.slice(0, -1), { patch: join(last.patch, patch), merge, at: now }], future: [] };
  }
  return { past: [...history.past, { patch, merge, at: now }], future: [] };
}

export function stepBack(history: History, doc: Definition): { history: History; doc: Definition; step: HistoryStep } | null {
  const step = history.past.at(-1);
  if (!step) return null;
  return {
    step,
    doc: revert(doc, step.patch),
    history: { past: history.past.slice(0, -1), future: [...history.future, sealed(step)] },
  };
}

export function stepForward(history: History, doc: Definition): { history: History; doc: Definition; step: HistoryStep } | null {
  const step = history.future.at(-1);
  if (!step) return null;
  return {
    step,
    doc: apply(doc, step.patch),
    history: { past: [...history.past, sealed(step)], future: history.future.slice(0, -1) },
  };
}

/** After undo or redo nothing joins the step any more. */
function sealed(step: HistoryStep): HistoryStep {
  return { ...step, merge: null };
}
