/** Containers as frames: what stands in which, and how large a frame is around its body. Places are those of the drawing, never relative. */
import { typeOf, type Catalogue } from "./catalogue";
import { findBlock, type BlockDef, type Definition, type Point } from "./definition";
import { CARD_WIDTH, cardHeight } from "./measures";
import type { Rect } from "./route";

export const FRAME_HEADER = 38;
/** From the top of a frame to its first card: the header, the start port and the way from it. */
export const FRAME_TOP = 60;
export const FRAME_SIDE = 20;
/** Room for the + under the last card, clear of the frame's own port. */
export const FRAME_BOTTOM = 46;
/** With this width and these sides a card on the canvas grid stands in the very middle, in nested frames too. */
export const FRAME_WIDTH = 352;
export const FRAME_HEIGHT = 176;

type Blocks = Pick<Definition, "blocks">;

export function isFrame(catalogue: Catalogue, block: Pick<BlockDef, "type">): boolean {
  return typeOf(catalogue, block)?.isContainer ?? false;
}

/** The block this one stands in; null also where it names one that is not there. */
export function parentOf(doc: Blocks, block: BlockDef): string | null {
  return block.parentId && block.parentId !== block.id && findBlock(doc, block.parentId) ? block.parentId : null;
}

const bodies = new WeakMap<readonly BlockDef[], ReadonlyMap<string | null, BlockDef[]>>();

/** Blocks by the frame they stand in, those in none under null; built once per array. */
export function bodyIndex(doc: Blocks): ReadonlyMap<string | null, readonly BlockDef[]> {
  let index = bodies.get(doc.blocks);
  if (!index) {
    const map = new Map<string | null, BlockDef[]>();
    for (const block of doc.blocks) {
      const parent = parentOf(doc, block);
      const list = map.get(parent);
      if (list) list.push(block);
      else map.set(parent, [block]);
    }
    index = map;
    bodies.set(doc.blocks, index);
  }
  return index;
}

/** The frames around a block, the nearest first. An import may say that two stand in one another: that ends here. */
export function framesAround(doc: Blocks, id: string): string[] {
  const around: string[] = [];
  for (let block = findBlock(doc, id); block; ) {
    const parent = parentOf(doc, block);
    if (parent === null || parent === id || around.includes(parent)) break;
    around.push(parent);
    block = findBlock(doc, parent);
  }
  return around;
}

/** The frames around a block that go through a list, the outermost first: one for each number of its step's index path. Lanes have none. */
export function numberedFrames(doc: Blocks, id: string): string[] {
  return framesAround(doc, id)
    .filter((frame) => findBlock(doc, frame)?.type !== "parallel")
    .reverse();
}

/** These blocks and everything inside them. */
export function withBodies(doc: Blocks, ids: Iterable<string>): Set<string> {
  const all = new Set(ids);
  const index = bodyIndex(doc);
  for (const id of all) for (const child of index.get(id) ?? []) all.add(child.id);
  return all;
}

/** Those of the blocks that stand in no other of them. */
export function rootsOf(doc: Blocks, ids: Iterable<string>): string[] {
  const chosen = new Set(ids);
  return [...chosen].filter((id) => !framesAround(doc, id).some((around) => chosen.has(around)));
}

export type HeightOf = (block: BlockDef) => number | undefined;

/** Where every card and frame lies. A frame reaches from its own place around everything in it. */
export function rectsOf(doc: Blocks, catalogue: Catalogue, heightOf: HeightOf = () => undefined): Map<string, Rect> {
  const rects = new Map<string, Rect>();
  const index = bodyIndex(doc);
  const measure = (block: BlockDef, within: readonly string[]): Rect => {
    const known = rects.get(block.id);
    if (known) return known;
    const inside = [...within, block.id];
    const rect = isFrame(catalogue, block)
      ? around(block.position, (index.get(block.id) ?? []).filter((child) => !inside.includes(child.id)).map((child) => measure(child, inside)))
      : { ...block.position, width: CARD_WIDTH, height: heightOf(block) ?? cardHeight(catalogue, block) };
    rects.set(block.id, rect);
    return rect;
  };
  for (const block of doc.blocks) measure(block, []);
  return rects;
}

/** How large a block of this type is when just placed. */
export function sizeOfNew(catalogue: Catalogue, type: string): { width: number; height: number } {
  return isFrame(catalogue, { type }) ? { width: FRAME_WIDTH, height: FRAME_HEIGHT } : { width: CARD_WIDTH, height: 94 };
}

/** The innermost frame under a point, leaving out those being moved. */
export function frameAt(doc: Blocks, catalogue: Catalogue, rects: ReadonlyMap<string, Rect>, point: Point, without: ReadonlySet<string> = new Set()): string | null {
  let found: string | null = null;
  let depth = -1;
  for (const block of doc.blocks) {
    const rect = rects.get(block.id);
    if (!rect || without.has(block.id) || !isFrame(catalogue, block) || !contains(rect, point)) continue;
    const deep = framesAround(doc, block.id).length;
    if (deep > depth) {
      depth = deep;
      found = block.id;
    }
  }
  return found;
}

export function contains(rect: Rect, point: Point): boolean {
  return point.x >= rect.x && point.x <= rect.x + rect.width && point.y >= rect.y && point.y <= rect.y + rect.height;
}

export function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function around(at: Point, inside: readonly Rect[]): Rect {
  const x = Math.min(at.x, ...inside.map((rect) => rect.x - FRAME_SIDE));
  const y = Math.min(at.y, ...inside.map((rect) => rect.y - FRAME_TOP));
  const right = Math.max(x + FRAME_WIDTH, ...inside.map((rect) => rect.x + rect.width + FRAME_SIDE));
  const bottom = Math.max(y + (inside.length > 0 ? FRAME_TOP : FRAME_HEIGHT), ...inside.map((rect) => rect.y + rect.height + FRAME_BOTTOM));
  return { x, y, width: right - x, height: bottom - y };
}
