/** Notes on the canvas: written, moved, and taken along by what they stand beside. */
import type { Catalogue } from "./catalogue";
import type { BlockDef, Definition, NoteDef, Point } from "./definition";
import { isFrame, rectsOf, withBodies } from "./frames";
import type { Rect } from "./route";

export const NOTE_WIDTH = 232;
/** Of a note whose height nobody measured. */
const NOTE_HEIGHT = 60;

/** Names a note among blocks: no block's id has a colon in it. */
export function noteKey(id: string): string {
  return `note:${id}`;
}

/** Not counted: two tabs may each add one before they are merged. */
export function newNoteId(): string {
  return `note-${Math.random().toString(36).slice(2, 10)}`;
}

/** The drawing with one more note, and its id. Notes on which nobody wrote anything go. */
export function addNote(doc: Definition, note: Omit<NoteDef, "id">): { doc: Definition; id: string } {
  const written = (doc.notes ?? []).filter(({ text }) => text.trim() !== "");
  const id = newNoteId();
  return { doc: { ...doc, notes: [...written, { id, ...note }] }, id };
}

export function changeNote(doc: Definition, id: string, patch: Partial<Omit<NoteDef, "id">>): Definition {
  return { ...doc, notes: (doc.notes ?? []).map((note) => (note.id === id ? { ...note, ...patch } : note)) };
}

export function removeNotes(doc: Definition, ids: Iterable<string>): Definition {
  const gone = new Set(ids);
  const left = (doc.notes ?? []).filter((note) => !gone.has(note.id));
  return left.length === (doc.notes?.length ?? 0) ? doc : { ...doc, notes: left };
}

/** Notes at new places, named by their keys; what else has a place there is left alone. */
export function moveNotes(doc: Definition, places: ReadonlyMap<string, Point>): Definition {
  let moved = false;
  const notes = (doc.notes ?? []).map((note) => {
    const to = places.get(noteKey(note.id));
    if (!to || (to.x === note.position.x && to.y === note.position.y)) return note;
    moved = true;
    return { ...note, position: to };
  });
  return moved ? { ...doc, notes } : doc;
}

/** These notes and those that stand in one of the blocks: what happens to a frame happens to them. */
export function notesWith(doc: Definition, catalogue: Catalogue, blocks: readonly string[], notes: readonly string[] = []): string[] {
  const chosen = new Set(notes);
  const bodies = withBodies(doc, blocks);
  if (!doc.notes?.length) return [];
  const rects = rectsOf(doc, catalogue);
  return doc.notes.filter((note) => chosen.has(note.id) || bodies.has(frameAround(doc, catalogue, rects, note)?.id ?? "")).map(({ id }) => id);
}

/** After a change that moved blocks by itself (tidying, making room): each note goes with the block it stands nearest to. */
export function withNotesAlong(before: Definition, after: Definition): Definition {
  return carried(before, after, (note) => nearest(before.blocks, note));
}

/** After blocks were moved: a note that stands in a frame goes with the frame, unless it was moved itself. */
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
  const still = new Set(before.notes);
  let moved = false;
  const notes = after.notes.map((note) => {
    const anchor = still.has(note) ? anchorOf(note) : undefined;
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
