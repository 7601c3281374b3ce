import type { ReactFlowInstance } from "@xyflow/react";
import { align, type Alignment } from "@/graph/align";
import { edgeKey, findBlock, type Point } from "@/graph/definition";
import { duplicate } from "@/graph/duplicate";
import { isWired } from "@/graph/edgeIndex";
import { bodyIndex, isFrame, withBodies } from "@/graph/frames";
import { firstBlock, neighbour, type Direction } from "@/graph/neighbours";
import { portsOf } from "@/graph/ports";
import type { StudioStore } from "@/graph/store";
import { rectsOf, type CanvasStore } from "../store/canvasStore";
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
    a: () => studio.getState().select(studio.getState().doc.blocks.map((block) => block.id)),
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
      // A focused button or link of the header means itself; a focused card means open.
      const onButton = event.target instanceof HTMLElement && event.target.dataset["cover"] === undefined && event.target.closest("a[href], button, summary") !== null;
      const id = (event.target instanceof HTMLElement ? event.target.dataset["cover"] : undefined) ?? studio.getState().selection[0];
      if (onButton || !id) return false;
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
    if (arrow) return done(event.shiftKey ? nudge(studio, STEP[arrow]) : go(arrow));
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
  const { selection, selectedEdges, doc, remove } = studio.getState();
  if (selection.length + selectedEdges.length === 0) return false;
  const keys = new Set(selectedEdges);
  remove(selection, doc.edges.filter((edge) => keys.has(edgeKey(edge))));
  return undefined;
}

function copyBeside(studio: StudioStore): void {
  const { doc, selection, edit } = studio.getState();
  const copy = duplicate(doc, selection);
  if (copy.ids.length > 0) edit(() => copy.doc, { select: copy.ids });
}

function nudge(studio: StudioStore, by: Point): void {
  const { doc, selection, moveBlocks } = studio.getState();
  const blocks = [...withBodies(doc, selection)].flatMap((id) => findBlock(doc, id) ?? []);
  moveBlocks(new Map(blocks.map((block) => [block.id, { x: block.position.x + by.x, y: block.position.y + by.y }])), { merge: `nudge:${selection.join()}` });
}

/** One undo step; false where there is nothing to align. */
export function alignSelected(studio: StudioStore, canvas: CanvasStore, how: Alignment): boolean {
  const { doc, catalogue, selection, editable, moveBlocks } = studio.getState();
  if (!editable || selection.length < (how === "evenly" ? 3 : 2)) return false;
  const rects = rectsOf({ doc, catalogue }, canvas.getState().nodes);
  moveBlocks(align(doc, catalogue, selection, how, (block) => rects.get(block.id)?.height));
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
