/** Undo history and unsaved work in the tab's own storage, so that a reload loses neither. */
import { edgeKey, type Definition } from "./definition";
import { EMPTY_HISTORY, type History, type HistoryStep } from "./history";

interface Kept {
  revision: number;
  doc: Definition;
  /** False while `doc` is ahead of what the server confirmed for `revision`. */
  clean: boolean;
  /** What the server had confirmed for `revision`; absent while `doc` is just that. */
  base?: Definition;
  past: HistoryStep[];
  future: HistoryStep[];
}

/** As much of sessionStorage as this needs. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface Restored {
  history: History;
  unsaved: Definition | null;
  /** What the unsaved work was based on, where the server has something newer by now: saving it leads to the merge. */
  from?: { doc: Definition; revision: number };
}

/** Browsers give a tab about 5 MB; the oldest steps go first when a workflow is very large. */
const ROOM = 2_000_000;

export function keep(storage: Shelf, workflowId: string, state: { doc: Definition; savedDoc: Definition; revision: number; history: History }): void {
  const kept: Kept = {
    revision: state.revision,
    doc: state.doc,
    clean: state.doc === state.savedDoc,
    ...(state.doc === state.savedDoc ? {} : { base: state.savedDoc }),
    past: [...state.history.past],
    future: [...state.history.future],
  };
  for (let text = JSON.stringify(kept); ; text = JSON.stringify(kept)) {
    try {
      if (text.length > ROOM && kept.past.length > 0) throw new RangeError("too large");
      storage.setItem(keyOf(workflowId), text);
      return;
    } catch {
      if (kept.past.length === 0) {
        storage.removeItem(keyOf(workflowId));
        return;
      }
      kept.past.splice(0, Math.ceil(kept.past.length / 2));
    }
  }
}

/** What may be taken up again beside the server's present state: history only where it ends in the same drawing. */
export function restore(storage: Shelf, workflowId: string, server: { doc: Definition; revision: number }): Restored {
  const nothing: Restored = { history: EMPTY_HISTORY, unsaved: null };
  const kept = read(storage, workflowId);
  if (!kept) return nothing;
  const history = { past: kept.past, future: kept.future };
  if (kept.revision === server.revision) return { history, unsaved: kept.clean ? null : kept.doc };
  // The save sent while the page was left has landed: a new revision, and nobody else's.
  if (covers(sorted(kept.doc), sorted(server.doc))) return { history, unsaved: null };
  // Somebody saved while this could not be, such as during a sign-in: neither is thrown away.
  return kept.clean || !kept.base ? nothing : { history, unsaved: kept.doc, from: { doc: kept.base, revision: kept.revision } };
}

export function forget(storage: Shelf, workflowId: string): void {
  storage.removeItem(keyOf(workflowId));
}

function keyOf(workflowId: string): string {
  return `headrace.history.${workflowId}`;
}

function read(storage: Shelf, workflowId: string): Kept | null {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(workflowId)) ?? "null") as Kept | null;
    return kept && Array.isArray(kept.past) && Array.isArray(kept.future) && Array.isArray(kept.doc.blocks) ? kept : null;
  } catch {
    return null;
  }
}

/** Every value of `a` is in `b`; the server may have filled in defaults beside them. */
function covers(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((entry, index) => covers(entry, b[index]));
  return Object.entries(a).every(([key, entry]) => covers(entry, (b as Record<string, unknown>)[key]));
}

/** Edges have no order of their own. */
function sorted(doc: Definition): Definition {
  return { ...doc, edges: [...doc.edges].sort((a, b) => edgeKey(a).localeCompare(edgeKey(b))) };
}
