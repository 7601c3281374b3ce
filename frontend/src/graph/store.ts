/** The one store of an open studio: the drawing, its undo history, what is selected, and the run painted on it. */
import { createStore, type StoreApi } from "zustand/vanilla";
import { buildCatalogue, type Catalogue } from "./catalogue";
import { emptyDefinition, findBlock, type BlockDef, type Definition, type EdgeDef, type Json, type Point } from "./definition";
import { makeRoomAround } from "./enclose";
import { notesWith, removeNotes, withNotesAlong } from "./notes";
import { EMPTY_HISTORY, record, stepBack, stepForward, type History } from "./history";
import * as change from "./operations";
import type { NewBlock } from "./operations";
import type { Overlay } from "./overlay";
import { touched } from "./patch";
import type { RunView } from "./runState";

export type SavedState = "saved" | "dirty" | "saving" | "conflict" | "error";

export interface Problem {
  path: string;
  blockId: string | null;
  field?: string | null;
  severity: "error" | "warning";
  code: string;
  message: string;
}

/** The other side of a stale save: what the server has now. */
export interface Conflict {
  theirs: Definition;
  revision: number;
}

export interface ChangeOptions {
  /** Changes under one key within a second join into one undo step. */
  merge?: string;
}

export interface AddOptions {
  /** Leads from this port to the new block. */
  after?: { source: string; sourcePort: string };
  /** Puts the new block into this edge. */
  into?: EdgeDef;
  select?: boolean;
}

export interface StudioState {
  workflowId: string | null;
  catalogue: Catalogue;
  doc: Definition;
  revision: number;
  /** The definition the server is known to have; `doc` is dirty when it is another. */
  savedDoc: Definition;
  saved: SavedState;
  savedAt: number | null;
  saveError: string | null;
  /** The server answered that it does not take the draft: trying again changes nothing. */
  saveRefused: boolean;
  conflict: Conflict | null;
  /** False on a past version or without the permission: everything can be looked at, nothing changed. */
  editable: boolean;
  selection: string[];
  selectedEdges: string[];
  selectedNotes: string[];
  /** The inspector stands open for the one selected block. */
  inspecting: boolean;
  history: History;
  problems: Problem[];
  /** The run painted on the drawing; null while one is only editing. */
  run: RunView | null;
  /** What the strips tell of while no run is painted, and the drawing it ran on where that is known. */
  lastRun: RunView | null;
  lastDoc: Definition | null;
  /** Painted instead of any run. */
  overlay: Overlay | null;

  updateBlock(id: string, patch: Partial<BlockDef>, options?: ChangeOptions): void;
  updateConfig(id: string, patch: Record<string, Json | undefined>, options?: ChangeOptions): void;
  renameBlockId(id: string, next: string): void;
  updateDoc(patch: Partial<Omit<Definition, "blocks" | "edges">>, options?: ChangeOptions): void;
  addBlock(wanted: NewBlock, options?: AddOptions): string;
  addEdge(edge: EdgeDef): void;
  removeEdges(edges: readonly EdgeDef[]): void;
  /** Notes in a frame go with it. */
  remove(ids: readonly string[], edges?: readonly EdgeDef[], notes?: readonly string[]): void;
  moveBlocks(positions: ReadonlyMap<string, Point>, options?: ChangeOptions): void;
  /** Any other change as one undo step. */
  edit(mutate: (doc: Definition) => Definition, options?: ChangeOptions & { select?: string[]; selectNotes?: string[] }): void;

  select(ids: readonly string[], edges?: readonly string[], notes?: readonly string[]): void;
  /** Opens the inspector for one block, or with null for the workflow itself. */
  inspect(id: string | null): void;
  closeInspector(): void;
  undo(): void;
  redo(): void;

  setProblems(problems: Problem[]): void;
  /** Paints a run; null takes the paint off again and leaves what came out on the strips. */
  setRun(run: RunView | null): void;
  setLastRun(run: RunView | null): void;
  /** One block was run alone: its strip tells of that, the others of what they told before. */
  setTested(run: RunView, id: string): void;
  setCatalogue(catalogue: Catalogue): void;
  setOverlay(overlay: Overlay | null): void;

  saving(): void;
  savedAs(revision: number, doc: Definition): void;
  saveFailed(message: string, refused?: boolean): void;
  conflicted(conflict: Conflict): void;
  takeTheirs(): void;
  /** Goes on with what both sides were made into; the drawing before stays reachable by undo. */
  merge(doc: Definition): void;
  /** Replaces everything, for example with a restored version; the old drawing stays reachable by undo. */
  replace(doc: Definition, revision: number): void;
}

export interface StudioInit {
  workflowId?: string | null;
  doc?: Definition;
  revision?: number;
  catalogue?: Catalogue;
  editable?: boolean;
  history?: History;
  /** A drawing that was not saved before the page was left. */
  unsaved?: Definition | null;
  run?: RunView | null;
  overlay?: Overlay | null;
  now?: () => number;
}

export type StudioStore = StoreApi<StudioState>;

export function createStudioStore(init: StudioInit = {}): StudioStore {
  const now = init.now ?? Date.now;
  const start = init.doc ?? emptyDefinition();

  return createStore<StudioState>()((set, get) => {
    const edit: StudioState["edit"] = (mutate, options = {}) => {
      const state = get();
      if (!state.editable) return;
      const doc = mutate(state.doc);
      if (doc === state.doc) return;
      set({
        doc,
        history: record(state.history, state.doc, doc, options.merge ?? null, now()),
        ...dirty(state, doc),
        selection: options.select ?? kept(state.selection, doc),
        selectedEdges: options.select ? [] : state.selectedEdges,
        selectedNotes: options.select ? (options.selectNotes ?? []) : keptNotes(state.selectedNotes, doc),
      });
    };

    const travel = (step: ReturnType<typeof stepBack>, side: "before" | "after") => {
      const state = get();
      if (!step || !state.editable) return;
      const found = touched(step.step.patch, side);
      const notes = touchedNotes(state.doc, step.doc);
      const some = found.length + notes.length;
      const isShown = some > 0 && some < 20;
      set({
        doc: step.doc,
        history: step.history,
        ...dirty(state, step.doc),
        selection: isShown ? found : kept(state.selection, step.doc),
        selectedNotes: isShown ? notes : keptNotes(state.selectedNotes, step.doc),
        selectedEdges: [],
      });
    };

    return {
      workflowId: init.workflowId ?? null,
      catalogue: init.catalogue ?? buildCatalogue([]),
      doc: init.unsaved ?? start,
      revision: init.revision ?? 0,
      savedDoc: start,
      saved: init.unsaved ? "dirty" : "saved",
      savedAt: null,
      saveError: null,
      saveRefused: false,
      conflict: null,
      editable: init.editable ?? true,
      selection: [],
      selectedEdges: [],
      selectedNotes: [],
      inspecting: false,
      history: init.history ?? EMPTY_HISTORY,
      problems: [],
      run: init.run ?? null,
      lastRun: null,
      lastDoc: null,
      overlay: init.overlay ?? null,

      edit,
      updateBlock: (id, patch, options) => edit((doc) => change.patchBlock(doc, id, patch), options),
      updateConfig: (id, patch, options) => edit((doc) => change.patchConfig(doc, id, patch), options),
      renameBlockId: (id, next) => {
        const selection = get().selection.map((selected) => (selected === id ? next : selected));
        edit((doc) => change.renameBlockId(doc, id, next), { select: selection });
      },
      updateDoc: (patch, options) => edit((doc) => ({ ...doc, ...patch }), options),
      addBlock: (wanted, options = {}) => {
        const { doc, catalogue } = get();
        const beside = options.after?.source ?? options.into?.source;
        const parentId = wanted.parentId ?? (beside ? findBlock(doc, beside)?.parentId : null);
        const block = change.createBlock(doc, catalogue, { ...wanted, parentId });
        edit(
          (before) => {
            let after = change.addBlock(before, block);
            if (options.after) after = change.addEdge(after, { ...options.after, target: block.id });
            if (options.into) after = change.insertOnEdge(after, catalogue, options.into, block.id);
            return withNotesAlong(before, makeRoomAround(before, after, catalogue));
          },
          options.select === false ? {} : { select: [block.id] },
        );
        return block.id;
      },
      addEdge: (edge) => edit((doc) => change.addEdge(doc, edge)),
      removeEdges: (edges) => edit((doc) => change.removeEdges(doc, edges)),
      remove: (ids, edges = [], notes = []) => {
        const { doc, catalogue } = get();
        const gone = notesWith(doc, catalogue, ids, notes);
        edit((before) => removeNotes(change.removeEdges(change.removeBlocks(before, ids), edges), gone), { select: [] });
      },
      moveBlocks: (positions, options) => edit((doc) => change.moveBlocks(doc, positions), options),

      select: (ids, edges = [], notes = []) => {
        const state = get();
        if (sameList(state.selection, ids) && sameList(state.selectedEdges, edges) && sameList(state.selectedNotes, notes)) return;
        set({ selection: [...ids], selectedEdges: [...edges], selectedNotes: [...notes] });
      },
      inspect: (id) => {
        if (id === null) set({ selection: [], selectedEdges: [], selectedNotes: [], inspecting: true });
        else if (findBlock(get().doc, id)) set({ selection: [id], selectedEdges: [], selectedNotes: [], inspecting: true });
      },
      closeInspector: () => set({ inspecting: false }),
      undo: () => travel(stepBack(get().history, get().doc), "before"),
      redo: () => travel(stepForward(get().history, get().doc), "after"),

      setProblems: (problems) => set({ problems }),
      setRun: (run) => {
        const state = get();
        if (run === null) set({ run, lastRun: state.run ?? state.lastRun });
        else set(state.run?.runId === run.runId ? { run } : { run, lastDoc: state.doc });
      },
      setLastRun: (lastRun) => set({ lastRun, lastDoc: null }),
      setTested: (run, id) => {
        const { lastRun, lastDoc, doc } = get();
        const step = run.steps[id];
        const block = findBlock(doc, id);
        if (!step || !block) return;
        set({
          lastRun: { ...run, steps: { ...lastRun?.steps, [id]: step } },
          lastDoc: lastDoc && { ...lastDoc, blocks: [...lastDoc.blocks.filter((one) => one.id !== id), block] },
        });
      },
      setCatalogue: (catalogue) => set({ catalogue }),
      setOverlay: (overlay) => set({ overlay }),

      saving: () => set({ saved: "saving", saveError: null }),
      savedAs: (revision, doc) => {
        const clean = get().doc === doc;
        set({ revision, savedDoc: doc, saved: clean ? "saved" : "dirty", savedAt: now(), saveError: null, conflict: null });
      },
      saveFailed: (message, refused = false) => set({ saved: "error", saveError: message, saveRefused: refused }),
      conflicted: (conflict) => set({ saved: "conflict", conflict }),
      merge: (doc) => {
        const state = get();
        if (!state.conflict) return;
        set({
          doc,
          revision: state.conflict.revision,
          savedDoc: state.conflict.theirs,
          conflict: null,
          saved: "dirty",
          history: record(state.history, state.doc, doc, null, now()),
          selection: kept(state.selection, doc),
          selectedNotes: keptNotes(state.selectedNotes, doc),
        });
      },
      takeTheirs: () => {
        const { conflict } = get();
        if (conflict) get().replace(conflict.theirs, conflict.revision);
      },
      replace: (doc, revision) => {
        const state = get();
        set({
          doc,
          revision,
          savedDoc: doc,
          saved: "saved",
          savedAt: now(),
          saveError: null,
          conflict: null,
          history: record(state.history, state.doc, doc, null, now()),
          selection: kept(state.selection, doc),
          selectedNotes: keptNotes(state.selectedNotes, doc),
          selectedEdges: [],
        });
      },
    };
  });
}

/** A conflict stays one until it is answered; anything else that is edited wants saving. */
function dirty(state: StudioState, doc: Definition): Pick<StudioState, "saved"> {
  if (state.saved === "conflict") return { saved: "conflict" };
  return { saved: doc === state.savedDoc ? "saved" : "dirty" };
}

function kept(selection: string[], doc: Definition): string[] {
  const left = selection.filter((id) => findBlock(doc, id));
  return left.length === selection.length ? selection : left;
}

function keptNotes(selected: string[], doc: Definition): string[] {
  const left = selected.filter((id) => doc.notes?.some((note) => note.id === id));
  return left.length === selected.length ? selected : left;
}

/** The notes that a step of the history brought back or changed. */
function touchedNotes(before: Definition, after: Definition): string[] {
  if (before.notes === after.notes) return [];
  const had = new Set(before.notes?.map((note) => JSON.stringify(note)));
  return (after.notes ?? []).filter((note) => !had.has(JSON.stringify(note))).map(({ id }) => id);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
