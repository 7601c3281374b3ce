/** Into a frame and out of it: what a drop means, which edges a wall cuts, and room for a frame that has grown. */
import { typeOf, type Catalogue } from "./catalogue";
import { findBlock, sameEdge, type BlockDef, type Definition, type EdgeDef, type Point } from "./definition";
import { FRAME_HEADER, FRAME_SIDE, FRAME_TOP, bodyIndex, frameAt, framesAround, isFrame, overlap, parentOf, rectsOf, rootsOf, withBodies } from "./frames";
import { CARD_WIDTH, COLUMN_GAP, RANK_GAP } from "./measures";
import { downstreamIds, moveBlocks } from "./operations";
import type { Rect } from "./route";

export interface Dropped {
  doc: Definition;
  /** Edges that would have crossed a wall and are gone. */
  cut: EdgeDef[];
  /** The blocks that went into a frame or out of one. */
  rehomed: string[];
}

/** Where a dragged block would be at home: in the frame under its middle. One that is wired inside its frame leaves it only when it lies wholly outside. */
export function homeAt(doc: Definition, catalogue: Catalogue, rects: ReadonlyMap<string, Rect>, id: string, at: Point, moving: ReadonlySet<string>): string | null {
  const block = findBlock(doc, id);
  const size = rects.get(id);
  if (!block || !size || typeOf(catalogue, block)?.isTrigger) return null;
  const height = isFrame(catalogue, block) ? FRAME_HEADER : size.height;
  const under = frameAt(doc, catalogue, rects, { x: at.x + size.width / 2, y: at.y + height / 2 }, moving);
  const home = parentOf(doc, block);
  const walls = home ? rects.get(home) : undefined;
  if (!home || !walls || under === home) return under;
  const stays = isWiredInside(doc, home, moving) && overlap({ ...size, ...at }, walls) && !framesAround(doc, under ?? "").includes(home);
  return stays ? home : under;
}

/** Blocks laid down where they were dragged, each at home where it lies; `positions` holds bodies of moved frames too. */
export function dropBlocks(doc: Definition, catalogue: Catalogue, positions: ReadonlyMap<string, Point>): Dropped {
  const moving = withBodies(doc, positions.keys());
  const rects = rectsOf(doc, catalogue);
  const homes = new Map<string, string | null>();
  const places = new Map(positions);
  for (const id of rootsOf(doc, positions.keys())) {
    const block = findBlock(doc, id);
    const at = positions.get(id);
    if (!block || !at) continue;
    const home = homeAt(doc, catalogue, rects, id, at, moving);
    if (home === parentOf(doc, block)) continue;
    homes.set(id, home);
    if (home === null) continue;
    const to = placeInside(doc, rects, home, at);
    for (const one of withBodies(doc, [id])) {
      const place = places.get(one);
      if (place) places.set(one, { x: place.x + to.x - at.x, y: place.y + to.y - at.y });
    }
  }
  const moved = rehome(moveBlocks(doc, places), homes);
  return { ...moved, doc: makeRoomAround(doc, moved.doc, catalogue), rehomed: [...homes.keys()] };
}

/** Clear of the header and the left wall; the first block of a frame stands in its middle. */
export function placeInside(doc: Definition, rects: ReadonlyMap<string, Rect>, frame: string, at: Point, width = CARD_WIDTH): Point {
  const walls = rects.get(frame);
  if (!walls) return at;
  const isEmpty = (bodyIndex(doc).get(frame)?.length ?? 0) === 0;
  if (isEmpty) return { x: walls.x + Math.max(FRAME_SIDE, (walls.width - width) / 2), y: walls.y + FRAME_TOP };
  return { x: Math.max(at.x, walls.x + FRAME_SIDE), y: Math.max(at.y, walls.y + FRAME_TOP) };
}

/** Blocks under another parent. Edges the wall would cut are taken away; what led to such a block leads on to what followed it. */
export function rehome(doc: Definition, homes: ReadonlyMap<string, string | null>): { doc: Definition; cut: EdgeDef[] } {
  if (homes.size === 0) return { doc, cut: [] };
  const blocks = doc.blocks.map((block) => (homes.has(block.id) ? { ...block, parentId: homes.get(block.id) ?? null } : block));
  const housed = { ...doc, blocks };
  const home = (id: string) => findBlock(housed, id)?.parentId ?? null;
  const cut = doc.edges.filter((edge) => (homes.has(edge.source) || homes.has(edge.target)) && home(edge.source) !== home(edge.target));
  if (cut.length === 0) return { doc: housed, cut };
  const edges = doc.edges.filter((edge) => !cut.includes(edge));
  for (const into of cut.filter((edge) => homes.has(edge.target))) {
    const through = new Set([into.target, ...downstreamIds(doc, into.target)]);
    for (const out of cut.filter((edge) => homes.has(edge.source) && edge.sourcePort !== "error" && through.has(edge.source))) {
      const bridge = { ...into, target: out.target };
      if (bridge.source !== bridge.target && home(bridge.source) === home(bridge.target) && !edges.some((edge) => sameEdge(edge, bridge))) edges.push(bridge);
    }
  }
  return { doc: { ...housed, edges }, cut };
}

/** Where frames have grown since `before`, what stood below or beside them moves out of their way. */
export function makeRoomAround(before: Definition, after: Definition, catalogue: Catalogue): Definition {
  const old = rectsOf(before, catalogue);
  const frames = after.blocks.filter((block) => isFrame(catalogue, block)).map((block) => ({ block, depth: framesAround(after, block.id).length }));
  frames.sort((a, b) => b.depth - a.depth);
  return frames.reduce((doc, { block }) => {
    const was = old.get(block.id);
    return was ? clear(doc, catalogue, block, was) : doc;
  }, after);
}

function clear(doc: Definition, catalogue: Catalogue, frame: BlockDef, was: Rect): Definition {
  const rects = rectsOf(doc, catalogue);
  const now = rects.get(frame.id);
  if (!now || now.x !== was.x || now.y !== was.y) return doc;
  const beside = (bodyIndex(doc).get(parentOf(doc, frame)) ?? []).flatMap((block) => {
    const rect = block.id === frame.id ? undefined : rects.get(block.id);
    return rect ? [{ id: block.id, rect }] : [];
  });
  const follows = downstreamIds(doc, frame.id);
  const below = beside.filter(({ id, rect }) => rect.y >= was.y + was.height && (follows.has(id) || (rect.x < now.x + now.width && rect.x + rect.width > now.x)));
  const right = beside.filter(({ rect }) => rect.x >= was.x + was.width && rect.y < now.y + now.height && rect.y + rect.height > now.y);
  const down = now.height > was.height ? now.y + now.height + RANK_GAP - Math.min(...below.map(({ rect }) => rect.y)) : 0;
  const aside = now.width > was.width ? now.x + now.width + COLUMN_GAP - Math.min(...right.map(({ rect }) => rect.x)) : 0;
  const lowered = shift(doc, down > 0 ? below.map(({ id }) => id) : [], { x: 0, y: down });
  return shift(lowered, aside > 0 ? right.map(({ id }) => id) : [], { x: aside, y: 0 });
}

/** Blocks and what is inside them, moved by the same way. */
export function shift(doc: Definition, ids: readonly string[], by: Point): Definition {
  if (ids.length === 0) return doc;
  const positions = new Map<string, Point>();
  for (const id of withBodies(doc, ids)) {
    const block = findBlock(doc, id);
    if (block) positions.set(id, { x: block.position.x + by.x, y: block.position.y + by.y });
  }
  return moveBlocks(doc, positions);
}

function isWiredInside(doc: Definition, home: string, moving: ReadonlySet<string>): boolean {
  return doc.edges.some((edge) => {
    if (moving.has(edge.source) === moving.has(edge.target)) return false;
    const other = findBlock(doc, moving.has(edge.source) ? edge.target : edge.source);
    return other?.parentId === home;
  });
}
