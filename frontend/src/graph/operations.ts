/** Changes of the drawing: pure, each from one definition to the next. */
import { operationOf, typeOf, type Catalogue } from "./catalogue";
import { blockIndex, findBlock, sameEdge, type BlockDef, type Definition, type EdgeDef, type Json, type Point } from "./definition";
import { FRAME_SIDE, FRAME_TOP, bodyIndex, overlap, parentOf, rectsOf, sizeOfNew, withBodies } from "./frames";
import { freshId, freshName, secretPath } from "./ids";
import { CARD_WIDTH, COLUMN_GAP, GRID, LABEL_RANK_GAP, RANK_GAP, snap } from "./measures";
import { portLabel, portsOf } from "./ports";
import { rewriteBlock } from "./references";
import type { Rect } from "./route";

export interface NewBlock {
  type: string;
  operation?: string;
  name?: string;
  position: Point;
  config?: Record<string, Json>;
  /** The frame it is placed in. */
  parentId?: string | null;
}

/** A block of this type as it is when just placed, under an id and a name nobody has yet. */
export function createBlock(doc: Definition, catalogue: Catalogue, wanted: NewBlock): BlockDef {
  const type = catalogue.byType.get(wanted.type);
  const config: Record<string, Json> = { ...wanted.config };
  const operation = wanted.operation ?? (type?.operations?.length === 1 ? type.operations[0]?.id : undefined);
  if (operation) config["operation"] = operation;
  // The path is the webhook's secret: nobody should have to think of one that cannot be guessed.
  if (wanted.type === "trigger.webhook" && !("path" in config)) config["path"] = secretPath();
  const called = wanted.name ?? operationOf(type, { config })?.name ?? type?.name ?? wanted.type;
  const name = freshName(called, new Set(doc.blocks.map((block) => block.name)));
  const block = { id: freshId(name, blockIndex(doc)), type: wanted.type, name, position: snap(wanted.position), config };
  return wanted.parentId ? { ...block, parentId: wanted.parentId } : block;
}

export function addBlock(doc: Definition, block: BlockDef): Definition {
  return { ...doc, blocks: [...doc.blocks, block] };
}

export function addEdge(doc: Definition, edge: EdgeDef): Definition {
  return doc.edges.some((existing) => sameEdge(existing, edge)) ? doc : { ...doc, edges: [...doc.edges, edge] };
}

export function removeEdges(doc: Definition, edges: readonly EdgeDef[]): Definition {
  const left = doc.edges.filter((edge) => !edges.some((gone) => sameEdge(edge, gone)));
  return left.length === doc.edges.length ? doc : { ...doc, edges: left };
}

/** Blocks and all edges at them. A container takes its body with it. */
export function removeBlocks(doc: Definition, ids: readonly string[]): Definition {
  const gone = withBodies(doc, ids);
  if (!doc.blocks.some((block) => gone.has(block.id))) return doc;
  return {
    ...doc,
    blocks: doc.blocks.filter((block) => !gone.has(block.id)),
    edges: doc.edges.filter((edge) => !gone.has(edge.source) && !gone.has(edge.target)),
  };
}

export function patchBlock(doc: Definition, id: string, patch: Partial<BlockDef>): Definition {
  return mapBlock(doc, id, (block) => ({ ...block, ...patch, id: block.id }));
}

/** Config fields by name; undefined takes a field away. */
export function patchConfig(doc: Definition, id: string, patch: Record<string, Json | undefined>): Definition {
  return mapBlock(doc, id, (block) => {
    const config: Record<string, Json> = { ...block.config };
    for (const [field, value] of Object.entries(patch)) {
      if (value === undefined) Reflect.deleteProperty(config, field);
      else config[field] = value;
    }
    return { ...block, config };
  });
}

export function moveBlocks(doc: Definition, positions: ReadonlyMap<string, Point>): Definition {
  let moved = false;
  const blocks = doc.blocks.map((block) => {
    const to = positions.get(block.id);
    if (!to || (to.x === block.position.x && to.y === block.position.y)) return block;
    moved = true;
    return { ...block, position: to };
  });
  return moved ? { ...doc, blocks } : doc;
}

/** A new id everywhere at once: the block, its edges, its children, and every template that names it. */
export function renameBlockId(doc: Definition, id: string, next: string): Definition {
  if (id === next || !findBlock(doc, id) || findBlock(doc, next)) return doc;
  return {
    ...doc,
    blocks: doc.blocks.map((block) => {
      const named = block.id === id ? { ...block, id: next } : block.parentId === id ? { ...block, parentId: next } : block;
      return rewriteBlock(named, id, next);
    }),
    edges: doc.edges.map((edge) =>
      edge.source === id || edge.target === id
        ? { ...edge, source: edge.source === id ? next : edge.source, target: edge.target === id ? next : edge.target }
        : edge,
    ),
  };
}

/** Puts a block into an edge: source -> block -> target, in line with them and on their side of the wall, and moves what follows down where it would lie on it. */
export function insertOnEdge(doc: Definition, catalogue: Catalogue, edge: EdgeDef, blockId: string): Definition {
  const block = findBlock(doc, blockId);
  const source = findBlock(doc, edge.source);
  const target = findBlock(doc, edge.target);
  if (!block || !source || !target || typeOf(catalogue, block)?.isTrigger) return doc;
  const home = parentOf(doc, source);
  const housed = parentOf(doc, block) === home ? doc : patchBlock(doc, blockId, { parentId: home });
  const way = portsOf(catalogue, block).find((port) => port.side === "bottom");
  const without = removeEdges(housed, [edge]);
  const entered = addEdge(without, { ...edge, target: block.id });
  const wired = way ? addEdge(entered, { source: block.id, sourcePort: way.id, target: target.id }) : entered;
  const rects = rectsOf(housed, catalogue);
  const above = rects.get(source.id);
  const next = rects.get(target.id);
  const own = rects.get(block.id);
  if (!above || !next || !own) return wired;
  const below = above.y + above.height + rankGap(catalogue, source, edge.sourcePort);
  if (next.y < below) return wired;
  const y = Math.min(Math.max(block.position.y, below), Math.max(below, next.y - GRID));
  const to = { x: lineUp([next, above], own.x, own.width), y };
  const placed = moveBlocks(wired, new Map([[block.id, to]]));
  return makeRoom(placed, target.id, next.y, y + own.height + RANK_GAP);
}

/** The column of one of these, where one is meant; cards a few pixels apart look like a mistake. */
export function lineUp(rects: readonly Rect[], x: number, width = CARD_WIDTH, within = CARD_WIDTH / 2): number {
  const columns = rects.map((rect) => rect.x + (rect.width - width) / 2);
  const nearest = columns.reduce<number | null>((best, column) => (best === null || Math.abs(column - x) < Math.abs(best - x) ? column : best), null);
  return nearest !== null && Math.abs(nearest - x) <= within ? nearest : x;
}

function rankGap(catalogue: Catalogue, source: BlockDef, port: string): number {
  return portLabel(catalogue, source, port) === "" ? RANK_GAP : LABEL_RANK_GAP;
}

/** Moves a block that starts at `from`, everything after it and all their bodies down until it starts at `y`; nothing moves when there is room. */
function makeRoom(doc: Definition, blockId: string, from: number, y: number): Definition {
  if (from >= y) return doc;
  const down = Math.ceil((y - from) / GRID) * GRID;
  const positions = new Map<string, Point>();
  for (const id of withBodies(doc, [blockId, ...downstreamIds(doc, blockId)])) {
    const block = findBlock(doc, id);
    if (block) positions.set(id, { x: block.position.x, y: block.position.y + down });
  }
  return moveBlocks(doc, positions);
}

/** A free place under a port for the block of this type that is to follow it. */
export function placeAfter(doc: Definition, catalogue: Catalogue, sourceId: string, portId: string, type = ""): Point {
  const source = findBlock(doc, sourceId);
  const rect = rectsOf(doc, catalogue).get(sourceId);
  if (!source || !rect) return { x: 0, y: 0 };
  const size = sizeOfNew(catalogue, type);
  const ports = portsOf(catalogue, source);
  const below = ports.filter((port) => port.side === "bottom");
  const index = below.findIndex((port) => port.id === portId);
  const aside = index >= 0 ? (index - (below.length - 1) / 2) * (CARD_WIDTH + COLUMN_GAP - 8) : 0;
  const wanted = ports.some((port) => port.id === portId && port.side === "right")
    ? { x: rect.x + rect.width + 80, y: rect.y }
    : { x: rect.x + (rect.width - size.width) / 2 + aside, y: rect.y + rect.height + rankGap(catalogue, source, portId) };
  return freePlace(doc, catalogue, snap(wanted), { ...size, parentId: parentOf(doc, source) });
}

/** The wanted place, or the next column to the right where nothing lies that stands in the same frame. */
export function freePlace(doc: Definition, catalogue: Catalogue, wanted: Point, own: { width: number; height: number; parentId: string | null } = { width: CARD_WIDTH, height: 94, parentId: null }): Point {
  const all = rectsOf(doc, catalogue);
  const rects = (bodyIndex(doc).get(own.parentId) ?? []).flatMap((block) => all.get(block.id) ?? []);
  const hits = (x: number) => rects.some((rect) => overlap({ x: x - 8, y: wanted.y, width: own.width + 16, height: own.height }, rect));
  let x = wanted.x;
  while (hits(x)) x += GRID;
  return { x, y: wanted.y };
}

/** Where a block that is added inside a frame stands, and what it follows: the one end of the body, in a container of lanes nothing. */
export function placeInFrame(doc: Definition, catalogue: Catalogue, frame: string, type: string): { point: Point; after?: { source: string; sourcePort: string } } {
  const body = bodyIndex(doc).get(frame) ?? [];
  const walls = rectsOf(doc, catalogue).get(frame) ?? { x: 0, y: 0, width: 0, height: 0 };
  const size = sizeOfNew(catalogue, type);
  const free = body.flatMap((block) => {
    const port = portsOf(catalogue, block).find((one) => one.side === "bottom");
    return port && !doc.edges.some((edge) => edge.source === block.id && edge.sourcePort !== "error") ? [{ source: block.id, sourcePort: port.id }] : [];
  });
  const [last] = free;
  const hasItems = findBlock(doc, frame)?.type !== "parallel";
  if (last && free.length === 1 && hasItems) return { point: placeAfter(doc, catalogue, last.source, last.sourcePort, type), after: last };
  if (body.length === 0) return { point: { x: walls.x + Math.max(FRAME_SIDE, (walls.width - size.width) / 2), y: walls.y + FRAME_TOP } };
  return { point: freePlace(doc, catalogue, { x: walls.x + FRAME_SIDE, y: walls.y + FRAME_TOP }, { ...size, parentId: frame }) };
}

/** Ids of every block that can run after this one. */
export function downstreamIds(doc: Definition, blockId: string): Set<string> {
  const seen = new Set<string>();
  const queue = [blockId];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const edge of doc.edges) {
      if (edge.source === id && !seen.has(edge.target) && edge.target !== blockId) {
        seen.add(edge.target);
        queue.push(edge.target);
      }
    }
  }
  return seen;
}

function mapBlock(doc: Definition, id: string, change: (block: BlockDef) => BlockDef): Definition {
  if (!findBlock(doc, id)) return doc;
  return { ...doc, blocks: doc.blocks.map((block) => (block.id === id ? change(block) : block)) };
}
