import type { Alignment } from "@/graph/align";
import { edgeKey, findBlock, type Point } from "@/graph/definition";
import { isWired } from "@/graph/edgeIndex";
import { isFrame } from "@/graph/frames";
import { patchBlock } from "@/graph/operations";
import { portsOf } from "@/graph/ports";
import type { StudioStore } from "@/graph/store";
import { alignSelected, copyBeside, rename, selectAll } from "../hooks/keyActions";
import { pasteText, selectedText } from "../hooks/useClipboard";
import { startNote } from "../notes/startNote";
import type { CanvasStore } from "../store/canvasStore";
import type { CanvasTests } from "../tests";
import { text } from "../text";

export interface MenuItem {
  label: string;
  keys?: string;
  danger?: boolean;
  run: () => void;
}

export interface MenuTarget {
  block?: string;
  edge?: string;
  note?: string;
}

interface MenuContext {
  studio: StudioStore;
  canvas: CanvasStore;
  target: MenuTarget;
  tests: CanvasTests | null;
  /** In pixels from the canvas' corner, and in the drawing. */
  at: Point;
  point: Point;
}

/** What was copied from this menu, for browsers that do not let a page read the clipboard. */
let copied = "";

export function menuItems(context: MenuContext): MenuItem[][] {
  const { block, edge, note } = context.target;
  const groups = block ? blockItems(context, block) : note ? noteItems(context, note) : edge ? edgeItems(context, edge) : paneItems(context);
  return groups.filter((group) => group.length > 0);
}

function blockItems({ studio, canvas, at, tests }: MenuContext, id: string): MenuItem[][] {
  const { doc, catalogue, editable, selection, selectedNotes, edit, inspect } = studio.getState();
  const block = findBlock(doc, id);
  if (!block) return [];
  const chosen = selection.includes(id) ? selection : [id];
  const open: MenuItem = { label: text.menu.open, keys: "Enter", run: () => inspect(id) };
  const copy = copyItem(studio);
  const testing = tests ? testItems(tests, id, block.type.startsWith("trigger.")) : [];
  if (!editable) return [[open], testing, [copy]];
  const ports = portsOf(catalogue, block);
  const port = ports.find((one) => !isWired(doc.edges, id, one.id)) ?? ports[0];
  const off = !block.disabled;
  return [
    [
      open,
      ...(isFrame(catalogue, block) ? [{ label: text.menu.addInside, run: () => canvas.getState().openPicker({ at, point: null, inside: id }) }] : []),
      ...(port ? [{ label: text.menu.addAfter, keys: "A", run: () => canvas.getState().openPicker({ at, point: null, after: { source: id, sourcePort: port.id } }) }] : []),
    ],
    testing,
    [
      { label: text.menu.rename, keys: "F2", run: () => rename(studio, id) },
      { label: text.menu.duplicate, keys: "Ctrl D", run: () => copyBeside(studio) },
      copy,
      { label: off ? text.menu.switchOff : text.menu.switchOn, run: () => edit((before) => chosen.reduce((next, one) => patchBlock(next, one, { disabled: off }), before)) },
    ],
    alignItems(studio, canvas, chosen.length + selectedNotes.length),
    [deleteItem(studio)],
  ];
}

function noteItems({ studio, canvas }: MenuContext, id: string): MenuItem[][] {
  const { editable, selection, selectedNotes } = studio.getState();
  if (!editable) return [[copyItem(studio)]];
  return [
    [{ label: text.menu.write, keys: "Enter", run: () => canvas.getState().write(id) }],
    [{ label: text.menu.duplicate, keys: "Ctrl D", run: () => copyBeside(studio) }, copyItem(studio)],
    alignItems(studio, canvas, selection.length + selectedNotes.length),
    [deleteItem(studio)],
  ];
}

/** What one right-clicks is selected by then. */
function copyItem(studio: StudioStore): MenuItem {
  return { label: text.menu.copy, keys: "Ctrl C", run: () => copyText(selectedText(studio)) };
}

function deleteItem(studio: StudioStore): MenuItem {
  const { selection, selectedNotes, remove } = studio.getState();
  return { label: text.menu.delete, keys: "Delete", danger: true, run: () => remove(selection, [], selectedNotes) };
}

function alignItems(studio: StudioStore, canvas: CanvasStore, chosen: number): MenuItem[] {
  const item = (how: Alignment, keys: string): MenuItem => ({ label: text.menu.align[how], keys, run: () => void alignSelected(studio, canvas, how) });
  return [...(chosen > 1 ? [item("column", "Shift C"), item("row", "Shift R")] : []), ...(chosen > 2 ? [item("evenly", "Shift E")] : [])];
}

function testItems(tests: CanvasTests, id: string, isTrigger: boolean): MenuItem[] {
  const step: MenuItem = { label: text.menu.testStep, keys: "T", run: () => tests.test(id) };
  if (isTrigger) return [step];
  return [step, { label: text.menu.runTo, run: () => tests.runTo(id) }, { label: text.menu.runFrom, run: () => tests.runFrom(id) }];
}

function edgeItems({ studio, canvas, at }: MenuContext, key: string): MenuItem[][] {
  const { doc, editable, removeEdges } = studio.getState();
  const edge = doc.edges.find((one) => edgeKey(one) === key);
  if (!edge || !editable) return [];
  return [
    [{ label: text.menu.insert, run: () => canvas.getState().openPicker({ at, point: null, into: edge }) }],
    [{ label: text.menu.deleteEdge, keys: "Delete", danger: true, run: () => removeEdges([edge]) }],
  ];
}

function paneItems({ studio, canvas, at, point }: MenuContext): MenuItem[][] {
  const { doc, editable } = studio.getState();
  const all: MenuItem = { label: text.menu.selectAll, keys: "Ctrl A", run: () => selectAll(studio) };
  const isEmpty = doc.blocks.length + (doc.notes?.length ?? 0) === 0;
  if (!editable) return isEmpty ? [] : [[all]];
  return [
    [
      { label: text.menu.addHere, run: () => canvas.getState().openPicker({ at, point: { x: point.x - 116, y: point.y - 26 } }) },
      { label: text.menu.addNote, keys: "N", run: () => startNote(studio, canvas, point) },
      ...(copied === "" ? [] : [{ label: text.menu.paste, keys: "Ctrl V", run: () => void pasteText(studio, copied, point) }]),
    ],
    isEmpty ? [] : [all],
  ];
}

function copyText(value: string): void {
  copied = value;
  // Without a secure context the page has no clipboard of its own; the menu's Paste still has the text.
  void (navigator.clipboard as Clipboard | undefined)?.writeText(value).catch(() => undefined);
}
