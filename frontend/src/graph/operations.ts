/** Changes of the drawing: pure, each from one definition to the next. */
import { operationOf, typeOf, type Catalogue } from "./catalogue";
import { blockIndex, findBlock, sameEdge, type BlockDef, type Definition, type EdgeDef, type Json, type Point } from "./definition";
import { freshId, freshName } from "./ids";
import { CARD_WIDTH, COLUMN_GAP, GRID, LABEL_RANK_GAP, RANK_GAP, cardHeight, snap } from "./measures";
import { portLabel, portsOf } from "./ports";
import { rewriteBlock } from "./references";

export interface NewBlock {
  type: string;
  operation?: string;
  name?: string;
  position: Point;
  config?: Record<string, Json>;
}

/** A block of this type as it is when just placed, under an id and a name nobody has yet. */
export function createBlock(doc: Definition, catalogue: Catalogue, wanted: NewBlock): BlockDef {
  const type = catalogue.byType.get(wanted.type);
  const config: Record<string, Json> = { ...wanted.config };
  const operation = wanted.operation ?? (type?.operations?.length === 1 ? type.operations[0]?.id : undefined);
  if (operation) config["operation"] = operation;
  const called = wanted.name ?? operationOf(type, { config })?.name ?? type?.name ?? wanted.type;
  const name = freshName(called, new Set(doc.blocks.map((block) => block.name)));
  return { id: freshId(name, blockIndex(doc)), type: wanted.type, name, position: snap(wanted.position), config };
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
  const gone = new Set(ids);
  for (const block of doc.blocks) if (block.parentId && gone.has(block.parentId)) gone.add(block.id);
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

/** Puts a block into an edge: source -> block -> target, in line with them, and moves what follows down where it would lie on it. */
export function insertOnEdge(doc: Definition, catalogue: Catalogue, edge: EdgeDef, blockId: string): Definition {
  const block = findBlock(doc, blockId);
  const source = findBlock(doc, edge.source);
  const target = findBlock(doc, edge.target);
  if (!block || !source || !target || typeOf(catalogue, block)?.isTrigger) return doc;
  const way = portsOf(catalogue, block).find((port) => port.side === "bottom");
  const without = removeEdges(doc, [edge]);
  const entered = addEdge(without, { ...edge, target: block.id });
  const wired = way ? addEdge(entered, { source: block.id, sourcePort: way.id, target: target.id }) : entered;
  const below = source.position.y + cardHeight(catalogue, source) + rankGap(catalogue, source, edge.sourcePort);
  if (target.position.y < below) return wired;
  const y = Math.min(Math.max(block.position.y, below), Math.max(below, target.position.y - GRID));
  const placed = moveBlocks(wired, new Map([[block.id, { x: lineUp([target, source], block.position.x), y }]]));
  return makeRoom(placed, target.id, y + cardHeight(catalogue, block) + RANK_GAP);
}

/** The column of one of these blocks, where one is meant; cards a few pixels apart look like a mistake. */
export function lineUp(blocks: readonly BlockDef[], x: number, within = CARD_WIDTH / 2): number {
  const nearest = blocks.reduce<number | null>((best, block) => (best === null || Math.abs(block.position.x - x) < Math.abs(best - x) ? block.position.x : best), null);
  return nearest !== null && Math.abs(nearest - x) <= within ? nearest : x;
}

function rankGap(catalogue: Catalogue, source: BlockDef, port: string): number {
  return portLabel(catalogue, source, port) === "" ? RANK_GAP : LABEL_RANK_GAP;
}

/** Moves a block and everything after it down until it starts at `y`; nothing moves when there is room. */
export function makeRoom(doc: Definition, blockId: string, y: number): Definition {
  const first = findBlock(doc, blockId);
  if (!first || first.position.y >= y) return doc;
  const down = Math.ceil((y - first.position.y) / GRID) * GRID;
  const positions = new Map<string, Point>();
  for (const id of [blockId, ...downstreamIds(doc, blockId)]) {
    const block = findBlock(doc, id);
    if (block) positions.set(id, { x: block.position.x, y: block.position.y + down });
  }
  return moveBlocks(doc, positions);
}

/** A free place under a port for the block that is to follow it. */
export function placeAfter(doc: Definition, catalogue: Catalogue, sourceId: string, portId: string): Point {
  const source = findBlock(doc, sourceId);
  if (!source) return { x: 0, y: 0 };
  const ports = portsOf(catalogue, source);
  const below = ports.filter((port) => port.side === "bottom");
  const index = below.findIndex((port) => port.id === portId);
  const aside = index >= 0 ? (index - (below.length - 1) / 2) * (CARD_WIDTH + COLUMN_GAP - 8) : 0;
  const wanted = ports.some((port) => port.id === portId && port.side === "right")
    ? { x: source.position.x + CARD_WIDTH + 80, y: source.position.y }
    : { x: source.position.x + aside, y: source.position.y + cardHeight(catalogue, source) + rankGap(catalogue, source, portId) };
  return freePlace(doc, catalogue, snap(wanted));
}

/** The wanted place, or the next column to the right where no card lies. */
export function freePlace(doc: Definition, catalogue: Catalogue, wanted: Point): Point {
  const hits = (x: number) =>
    doc.blocks.some(
      (block) =>
        Math.abs(block.position.x - x) < CARD_WIDTH + 8 &&
        block.position.y < wanted.y + 94 &&
        block.position.y + cardHeight(catalogue, block) > wanted.y,
    );
  let x = wanted.x;
  while (hits(x)) x += GRID;
  return { x, y: wanted.y };
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
