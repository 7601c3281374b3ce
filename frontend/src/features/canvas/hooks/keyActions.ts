import type { ReactFlowInstance } from "@xyflow/react";
import { align, type Alignment } from "@/graph/align";
import { edgeKey, findBlock, type Point } from "@/graph/definition";
import { duplicate } from "@/graph/duplicate";
import { isWired } from "@/graph/edgeIndex";
import { bodyIndex, isFrame, withBodies } from "@/graph/frames";
import { moveNotes, noteKey, notesWith, withNotesInFrames } from "@/graph/notes";
import { moveBlocks } from "@/graph/operations";
import { firstBlock, neighbour, type Direction } from "@/graph/neighbours";
import { portsOf } from "@/graph/ports";
import type { StudioStore } from "@/graph/store";
import { noteRectsOf, rectsOf, type CanvasStore } from "../store/canvasStore";
import { startNote } from "../notes/startNote";
import type { CanvasTests } from "../tests";
import { focusBlock } from "./focusBlock";

interface KeyContext {
  studio: StudioStore;
  canvas: CanvasStore;
  flow: Pick<ReactFlowInstance, "zoomIn" | "zoomOut">;
  tidy: () => Promise<void>;
  fit: () => void;
  /** The middle of what is seen of the drawing. */
  middle: () => Point;
  /** Null where nothing can be tested. */
  tests: CanvasTests | null;
}

const ARROWS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
const STEP: Record<Direction, Point> = { up: { x: 0, y: -20 }, down: { x: 0, y: 20 }, left: { x: -20, y: 0 }, right: { x: 20, y: 0 } };

const ALIGNMENTS: Record<string, Alignment> = { KeyC: "column", KeyR: "row", KeyE: "evenly" };

/** What a key does on the canvas; true when it did something. */
export function keyActions({ studio, canvas, flow, tidy, fit, middle, tests }: KeyContext): (event: KeyboardEvent) => boolean {
  const withCtrl: Record<string, (event: KeyboardEvent) => void> = {
    z: (event) => (event.shiftKey ? studio.getState().redo() : studio.getState().undo()),
    y: () => studio.getState().redo(),
    d: () => copyBeside(studio),
    a: () => selectAll(studio),
  };

  const go = (direction: Direction) => {
    const { doc, selection, inspecting, inspect, select } = studio.getState();
    const next = selection[0] ? neighbour(doc, selection[0], direction) : firstBlock(doc);
    if (!next) return;
    if (inspecting) inspect(next);
    else select([next]);
    canvas.getState().show(next);
    focusBlock(next);
  };

  const plain: Record<string, (event: KeyboardEvent) => boolean | undefined> = {
    Enter: (event) => {
      // A focused button or link of the header means itself; a focused card means open, a focused note write.
      const element = event.target instanceof HTMLElement ? event.target : null;
      const { cover, coverNote } = element?.dataset ?? {};
      const onButton = cover === undefined && coverNote === undefined && (element?.closest("a[href], button, summary") ?? null) !== null;
      if (onButton) return false;
      const note = coverNote ?? (cover === undefined ? selectedNote(studio) : undefined);
      if (note !== undefined) return studio.getState().editable ? void canvas.getState().write(note) : false;
      const id = cover ?? studio.getState().selection[0];
      if (!id) return false;
      studio.getState().inspect(id);
      requestAnimationFrame(focusInspector);
      return undefined;
    },
    Escape: () => {
      const state = studio.getState();
      if (canvas.getState().picker) canvas.getState().openPicker(null);
      else if (state.inspecting) state.closeInspector();
      else state.select([]);
      if (state.selection[0]) focusBlock(state.selection[0]);
      return undefined;
    },
    Delete: () => removeSelected(studio),
    Backspace: () => removeSelected(studio),
    "?": () => void canvas.getState().setKeysOpen(true),
    "+": () => void flow.zoomIn({ duration: 140 }),
    "-": () => void flow.zoomOut({ duration: 140 }),
    a: () => openAfter(studio, canvas),
    n: () => {
      if (!studio.getState().editable) return false;
      startNote(studio, canvas, middle());
      return undefined;
    },
    t: () => {
      const id = selectedOne(studio) ?? pointedAt();
      if (!id || !tests) return false;
      tests.test(id);
      return undefined;
    },
    F2: () => {
      const id = selectedOne(studio);
      if (!id || !studio.getState().editable) return false;
      rename(studio, id);
      return undefined;
    },
  };

  return (event) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey) {
      const act = event.altKey ? undefined : withCtrl[event.key.toLowerCase()];
      act?.(event);
      return act !== undefined;
    }
    if (event.altKey) return false;
    if (event.shiftKey && event.code === "Digit1") return done(fit());
    if (event.shiftKey && event.code === "KeyT") return done(void tidy());
    const alignment = event.shiftKey ? ALIGNMENTS[event.code] : undefined;
    if (alignment) return alignSelected(studio, canvas, alignment);
    // From a note no edge leads anywhere: there arrows move what is selected.
    if (arrow) return done(event.shiftKey || holdsOnlyNotes(studio) ? nudge(studio, STEP[arrow]) : go(arrow));
    const act = plain[event.key];
    return act ? act(event) !== false : false;
  };
}

/** The key did something, whatever that gave back. */
function done(_result: unknown): true {
  return true;
}

function focusInspector(): void {
  const panel = document.querySelector<HTMLElement>("[data-inspector]");
  const field = panel?.querySelector<HTMLElement>("[role=tabpanel] :is(input, textarea, select, button, [contenteditable=true])");
  (field ?? panel?.querySelector<HTMLElement>("[role=tab]"))?.focus();
}

function selectedOne(studio: StudioStore): string | undefined {
  const { selection } = studio.getState();
  return selection.length === 1 ? selection[0] : undefined;
}

/** The block under the pointer. */
function pointedAt(): string | undefined {
  return document.querySelector<HTMLElement>(".react-flow [data-block]:hover")?.dataset["block"];
}

/** Opens the block with its name as a field. */
export function rename(studio: StudioStore, id: string): void {
  studio.getState().inspect(id);
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-inspector] h2 button")?.click());
}

function removeSelected(studio: StudioStore): boolean | undefined {
  const { selection, selectedEdges, selectedNotes, doc, remove } = studio.getState();
  if (selection.length + selectedEdges.length + selectedNotes.length === 0) return false;
  const keys = new Set(selectedEdges);
  remove(selection, doc.edges.filter((edge) => keys.has(edgeKey(edge))), selectedNotes);
  return undefined;
}

/** Copies of what is selected, with the notes in selected frames, beside it. */
export function copyBeside(studio: StudioStore): void {
  const { doc, catalogue, selection, selectedNotes, edit } = studio.getState();
  const copy = duplicate(doc, selection, notesWith(doc, catalogue, selection, selectedNotes));
  if (copy.doc !== doc) edit(() => copy.doc, { select: copy.ids, selectNotes: copy.notes });
}

export function selectAll(studio: StudioStore): void {
  const { doc, select } = studio.getState();
  select(doc.blocks.map((block) => block.id), [], (doc.notes ?? []).map((note) => note.id));
}

function nudge(studio: StudioStore, by: Point): void {
  const { doc, catalogue, selection, selectedNotes, edit } = studio.getState();
  const there = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
  const blocks = [...withBodies(doc, selection)].flatMap((id) => findBlock(doc, id) ?? []);
  const chosen = new Set(notesWith(doc, catalogue, selection, selectedNotes));
  const notes = (doc.notes ?? []).filter(({ id }) => chosen.has(id));
  const places = new Map([...blocks.map(({ id, position }) => [id, there(position)] as const), ...notes.map(({ id, position }) => [noteKey(id), there(position)] as const)]);
  edit((before) => moveNotes(moveBlocks(before, places), places), { merge: `nudge:${[...selection, ...selectedNotes].join()}` });
}

function holdsOnlyNotes(studio: StudioStore): boolean {
  const { selection, selectedNotes } = studio.getState();
  return selection.length === 0 && selectedNotes.length > 0;
}

/** The one note that is selected, alone. */
function selectedNote(studio: StudioStore): string | undefined {
  const { selection, selectedNotes } = studio.getState();
  return selection.length === 0 && selectedNotes.length === 1 ? selectedNotes[0] : undefined;
}

/** One undo step; false where there is nothing to align. */
export function alignSelected(studio: StudioStore, canvas: CanvasStore, how: Alignment): boolean {
  const { doc, catalogue, selection, selectedNotes, editable, edit } = studio.getState();
  if (!editable || selection.length + selectedNotes.length < (how === "evenly" ? 3 : 2)) return false;
  const { nodes } = canvas.getState();
  const rects = rectsOf({ doc, catalogue }, nodes);
  // One that stands in a selected frame goes with that.
  const along = new Set(notesWith(doc, catalogue, selection));
  const notes = (doc.notes ?? []).filter(({ id }) => selectedNotes.includes(id) && !along.has(id));
  const places = align(doc, catalogue, selection, how, (block) => rects.get(block.id)?.height, noteRectsOf(notes, nodes));
  edit((before) => withNotesInFrames(before, moveNotes(moveBlocks(before, places), places), catalogue));
  return true;
}

/** Opens the picker at the first free port of the selected block; of a frame with nothing in it, inside: that is what it lacks. */
function openAfter(studio: StudioStore, canvas: CanvasStore): boolean | undefined {
  const { doc, catalogue, selection, editable } = studio.getState();
  const block = selection.length === 1 && selection[0] ? findBlock(doc, selection[0]) : undefined;
  if (!block || !editable) return false;
  const ports = portsOf(catalogue, block);
  const port = ports.find((one) => !isWired(doc.edges, block.id, one.id)) ?? ports[0];
  const card = document.querySelector(`.react-flow [data-block="${CSS.escape(block.id)}"]`)?.getBoundingClientRect();
  const frame = document.querySelector(".react-flow")?.getBoundingClientRect();
  if (!card || !frame) return false;
  if (isFrame(catalogue, block) && !bodyIndex(doc).has(block.id)) {
    canvas.getState().openPicker({ at: { x: card.left - frame.left + 24, y: card.top - frame.top + 48 }, point: null, inside: block.id });
    return undefined;
  }
  if (!port) return false;
  canvas.getState().openPicker({ at: { x: card.left - frame.left, y: card.bottom - frame.top + 14 }, point: null, after: { source: block.id, sourcePort: port.id } });
  return undefined;
}
