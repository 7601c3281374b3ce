/** Notes on the canvas: written, moved, and taken along by what they stand beside. */
import type { Catalogue } from "./catalogue";
import type { BlockDef, Definition, NoteDef } from "./definition";
import { isFrame, rectsOf } from "./frames";
import type { Rect } from "./route";

export const NOTE_WIDTH = 232;
/** Of a note whose height nobody measured. */
const NOTE_HEIGHT = 60;

/** The drawing with one more note, and its id. Notes on which nobody wrote anything go. */
export function addNote(doc: Definition, note: Omit<NoteDef, "id">): { doc: Definition; id: string } {
  const written = (doc.notes ?? []).filter(({ text }) => text.trim() !== "");
  // Not counted: two tabs may each add one before they are merged.
  const id = `note-${Math.random().toString(36).slice(2, 10)}`;
  return { doc: { ...doc, notes: [...written, { id, ...note }] }, id };
}

export function changeNote(doc: Definition, id: string, patch: Partial<Omit<NoteDef, "id">>): Definition {
  return { ...doc, notes: (doc.notes ?? []).map((note) => (note.id === id ? { ...note, ...patch } : note)) };
}

export function removeNote(doc: Definition, id: string): Definition {
  return { ...doc, notes: (doc.notes ?? []).filter((note) => note.id !== id) };
}

/** After a change that moved blocks by itself (tidying, making room): each note goes with the block it stands nearest to. */
export function withNotesAlong(before: Definition, after: Definition): Definition {
  return carried(before, after, (note) => nearest(before.blocks, note));
}

/** After blocks were dragged: a note that stands in a frame goes with the frame. */
export function withNotesInFrames(before: Definition, after: Definition, catalogue: Catalogue): Definition {
  if (!after.notes?.length) return after;
  const rects = rectsOf(before, catalogue);
  return carried(before, after, (note) => frameAround(before, catalogue, rects, note));
}

/** The innermost frame that a note stands in. */
export function frameAround(doc: Pick<Definition, "blocks">, catalogue: Catalogue, rects: ReadonlyMap<string, Rect>, note: NoteDef): BlockDef | undefined {
  const area = ({ width, height }: Rect) => width * height;
  return doc.blocks
    .flatMap((block) => {
      const rect = isFrame(catalogue, block) ? rects.get(block.id) : undefined;
      return rect && holds(rect, note) ? [{ block, area: area(rect) }] : [];
    })
    .sort((a, b) => a.area - b.area)[0]?.block;
}

function carried(before: Definition, after: Definition, anchorOf: (note: NoteDef) => BlockDef | undefined): Definition {
  if (!after.notes?.length || before.blocks === after.blocks) return after;
  const places = new Map(after.blocks.map(({ id, position }) => [id, position]));
  let moved = false;
  const notes = after.notes.map((note) => {
    const anchor = anchorOf(note);
    const now = anchor && places.get(anchor.id);
    if (!now || (now.x === anchor.position.x && now.y === anchor.position.y)) return note;
    moved = true;
    return { ...note, position: { x: note.position.x + now.x - anchor.position.x, y: note.position.y + now.y - anchor.position.y } };
  });
  return moved ? { ...after, notes } : after;
}

function nearest(blocks: readonly BlockDef[], note: NoteDef): BlockDef | undefined {
  const away = ({ position }: BlockDef) => Math.hypot(position.x - note.position.x, position.y - note.position.y);
  return blocks.reduce<BlockDef | undefined>((best, block) => (best && away(best) <= away(block) ? best : block), undefined);
}

/** The room a note takes, as far as one knows without asking the screen. */
export function noteRect({ position }: NoteDef): Rect {
  return { ...position, width: NOTE_WIDTH, height: NOTE_HEIGHT };
}

function holds(rect: Rect, note: NoteDef): boolean {
  const own = noteRect(note);
  const middle = { x: own.x + own.width / 2, y: own.y + own.height / 2 };
  return middle.x >= rect.x && middle.x <= rect.x + rect.width && middle.y >= rect.y && middle.y <= rect.y + rect.height;
}
