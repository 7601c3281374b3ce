import type { Catalogue } from "./catalogue";
import { findBlock, type Definition, type Point } from "./definition";
import { framesAround, rectsOf, withBodies, type HeightOf } from "./frames";
import type { Rect } from "./route";

export type Alignment = "column" | "row" | "evenly";

/** New places for the chosen blocks, and for notes by their keys: below or beside one another, or with equal room between. Frames take along what is in them. */
export function align(doc: Definition, catalogue: Catalogue, chosen: readonly string[], how: Alignment, heightOf?: HeightOf, notes: ReadonlyMap<string, Rect> = new Map()): Map<string, Point> {
  const all = rectsOf(doc, catalogue, heightOf);
  const movers = chosen.filter((id) => !framesAround(doc, id).some((around) => chosen.includes(around)));
  const boxes = movers.flatMap((id) => {
    const rect = all.get(id);
    return rect ? [{ id, rect }] : [];
  });
  for (const [id, rect] of notes) boxes.push({ id, rect });
  const by = new Map<string, Point>();
  const first = boxes.toSorted((a, b) => a.rect.y - b.rect.y || a.rect.x - b.rect.x)[0];
  if (!first) return by;
  if (how === "column") {
    const middle = first.rect.x + first.rect.width / 2;
    for (const { id, rect } of boxes) by.set(id, { x: middle - rect.x - rect.width / 2, y: 0 });
  } else if (how === "row") {
    for (const { id, rect } of boxes) by.set(id, { x: 0, y: first.rect.y - rect.y });
  } else {
    spread(boxes, by);
  }
  const moved = new Map<string, Point>();
  for (const [id, { x, y }] of by) {
    const note = notes.get(id);
    if (note) moved.set(id, { x: Math.round(note.x + x), y: Math.round(note.y + y) });
    for (const one of withBodies(doc, [id])) {
      const block = findBlock(doc, one);
      if (block) moved.set(one, { x: Math.round(block.position.x + x), y: Math.round(block.position.y + y) });
    }
  }
  return moved;
}

/** The outermost stay; along the way in which they lie farther apart. */
function spread(boxes: { id: string; rect: Point & { width: number; height: number } }[], by: Map<string, Point>): void {
  const reach = (from: "x" | "y") => Math.max(...boxes.map(({ rect }) => rect[from])) - Math.min(...boxes.map(({ rect }) => rect[from]));
  const [axis, size] = reach("x") > reach("y") ? (["x", "width"] as const) : (["y", "height"] as const);
  const sorted = boxes.toSorted((a, b) => a.rect[axis] - b.rect[axis]);
  const [start, end] = [sorted[0], sorted.at(-1)];
  if (!start || !end || sorted.length < 3) return;
  const whole = end.rect[axis] + end.rect[size] - start.rect[axis];
  const gap = (whole - sorted.reduce((sum, { rect }) => sum + rect[size], 0)) / (sorted.length - 1);
  let at = start.rect[axis];
  for (const { id, rect } of sorted) {
    by.set(id, { x: 0, y: 0, [axis]: at - rect[axis] });
    at += rect[size] + gap;
  }
}
