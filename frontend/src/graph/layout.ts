/** Tidy: ranks from top to bottom by ELK; what an `error` or `rejected` port leads to stands at the right of its block. */
import type { ElkNode, ElkPort } from "elkjs/lib/elk-api";
import type { Catalogue } from "./catalogue";
import { findBlock, type BlockDef, type Definition, type EdgeDef, type Point } from "./definition";
import { FRAME_BOTTOM, FRAME_HEIGHT, FRAME_SIDE, FRAME_TOP, FRAME_WIDTH, bodyIndex, isFrame } from "./frames";
import { CARD_WIDTH, COLUMN_GAP, LABEL_RANK_GAP, RANK_GAP, cardHeight } from "./measures";
import { portLabel, portsOf, type Port } from "./ports";

export type LayoutEngine = (graph: ElkNode) => Promise<ElkNode>;
export type Heights = ReadonlyMap<string, number>;

const SIDE_GAP = 72;

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.spacing.nodeNode": String(COLUMN_GAP),
  "elk.spacing.componentComponent": String(COLUMN_GAP),
  "elk.spacing.edgeNode": "28",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(RANK_GAP),
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};

interface Placed {
  positions: Map<string, Point>;
  width: number;
  height: number;
}

interface Aside {
  root: string;
  port: Port;
  members: Set<string>;
  placed: Placed;
  offset: Point;
}

/** New places for all blocks, frames around their bodies; the top left corner of the drawing stays where it was. */
export async function layout(doc: Definition, catalogue: Catalogue, engine: LayoutEngine, heights: Heights = new Map()): Promise<Map<string, Point>> {
  const outer = bodyIndex(doc).get(null) ?? [];
  if (outer.length === 0) return new Map();
  const placed = await placeLevel(outer, { doc, catalogue, engine, heights, frames: new Map() });
  const left = Math.min(...outer.map((block) => block.position.x));
  const top = Math.min(...outer.map((block) => block.position.y));
  return new Map([...placed].map(([id, at]) => [id, { x: Math.round(at.x + left), y: Math.round(at.y + top) }]));
}

interface Context {
  doc: Definition;
  catalogue: Catalogue;
  engine: LayoutEngine;
  heights: Heights;
  /** Sizes of the frames that are laid out already: the inner ones come first. */
  frames: Map<string, { width: number; height: number }>;
}

/** Blocks that stand in one frame, and what is in the frames among them. */
async function placeLevel(blocks: readonly BlockDef[], context: Context): Promise<Map<string, Point>> {
  const bodies = new Map<string, Map<string, Point>>();
  for (const block of blocks.filter((one) => isFrame(context.catalogue, one))) {
    const members = bodyIndex(context.doc).get(block.id) ?? [];
    const body = members.length > 0 ? await placeLevel(members, context) : new Map<string, Point>();
    const right = Math.max(0, ...members.map(({ id }) => (body.get(id)?.x ?? 0) + widthOf(context, id)));
    const bottom = Math.max(0, ...members.map(({ id }) => (body.get(id)?.y ?? 0) + heightOf(context, id)));
    const width = Math.max(FRAME_WIDTH, right + 2 * FRAME_SIDE);
    const height = members.length > 0 ? FRAME_TOP + bottom + FRAME_BOTTOM : FRAME_HEIGHT;
    context.frames.set(block.id, { width, height });
    const inset = { x: Math.round((width - right) / 2), y: FRAME_TOP };
    bodies.set(block.id, new Map([...body].map(([id, at]) => [id, { x: at.x + inset.x, y: at.y + inset.y }])));
  }
  const { positions } = await place(new Set(blocks.map((block) => block.id)), context);
  const all = new Map(positions);
  for (const [frame, body] of bodies) {
    const origin = positions.get(frame) ?? { x: 0, y: 0 };
    for (const [id, at] of body) all.set(id, { x: origin.x + at.x, y: origin.y + at.y });
  }
  return all;
}

async function place(ids: ReadonlySet<string>, context: Context): Promise<Placed> {
  const { doc, catalogue, engine } = context;
  const edges = doc.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
  const asides = await placeAsides(ids, edges, context);
  const asideOf = new Map<string, { source: string; aside: Aside }>();
  for (const [source, list] of asides) for (const aside of list) for (const id of aside.members) asideOf.set(id, { source, aside });

  const main = doc.blocks.filter((block) => ids.has(block.id) && !asideOf.has(block.id));
  const exits = edges.filter((edge) => asideOf.has(edge.source) && !asideOf.has(edge.target));
  const graph: ElkNode = {
    id: "root",
    layoutOptions: OPTIONS,
    children: main.map((block) => elkNode(block, asides.get(block.id) ?? [], exits, context)),
    edges: edges
      .filter((edge) => !asideOf.has(edge.target))
      .map((edge, index) => ({
        id: `e${index}`,
        sources: [asideOf.has(edge.source) ? exitPort(edge) : `${edge.source}/${edge.sourcePort}`],
        targets: [`${edge.target}/in`],
      })),
  };
  const result = await engine(graph);
  const boxes = (result.children ?? []).map((node) => ({ id: node.id, x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 }));
  rank(boxes, edges, doc, catalogue);

  const positions = new Map<string, Point>();
  for (const box of boxes) {
    positions.set(box.id, { x: box.x, y: box.y });
    for (const aside of asides.get(box.id) ?? []) {
      for (const [id, at] of aside.placed.positions) positions.set(id, { x: box.x + aside.offset.x + at.x, y: box.y + aside.offset.y + at.y });
    }
  }
  return fit(positions, context);
}

/** Ranks anew: 34 px apart, 46 where an edge label stands; ELK knows one distance only. */
function rank(boxes: { id: string; x: number; y: number; height: number }[], edges: EdgeDef[], doc: Definition, catalogue: Catalogue): void {
  const rows: (typeof boxes)[] = [];
  let bottom = -Infinity;
  for (const box of [...boxes].sort((a, b) => a.y - b.y)) {
    if (box.y >= bottom - 1) rows.push([]);
    rows.at(-1)?.push(box);
    bottom = Math.max(bottom, box.y + box.height);
  }
  const labelled = new Set(
    edges.flatMap((edge) => {
      const source = findBlock(doc, edge.source);
      return source && portLabel(catalogue, source, edge.sourcePort) !== "" ? [edge.source] : [];
    }),
  );
  let y = 0;
  for (const row of rows) {
    for (const box of row) box.y = y;
    const gap = row.some((box) => labelled.has(box.id)) ? LABEL_RANK_GAP : RANK_GAP;
    y += Math.max(...row.map((box) => box.height)) + gap;
  }
}

/** Groups reached only through one sideways port, each laid out on its own and set beside its block. */
async function placeAsides(ids: ReadonlySet<string>, edges: EdgeDef[], context: Context): Promise<Map<string, Aside[]>> {
  const { doc, catalogue } = context;
  const incoming = new Map<string, EdgeDef[]>();
  for (const edge of edges) incoming.set(edge.target, [...(incoming.get(edge.target) ?? []), edge]);
  const asides = new Map<string, Aside[]>();
  const taken = new Set<string>();
  for (const block of doc.blocks) {
    if (!ids.has(block.id) || taken.has(block.id)) continue;
    let x = widthOf(context, block.id);
    for (const port of portsOf(catalogue, block).filter((candidate) => candidate.side === "right")) {
      for (const edge of edges.filter((candidate) => candidate.source === block.id && candidate.sourcePort === port.id)) {
        if ((incoming.get(edge.target) ?? []).length !== 1 || taken.has(edge.target)) continue;
        const members = closure(edge.target, edges, incoming);
        members.forEach((id) => taken.add(id));
        const placed = await place(members, context);
        const root = placed.positions.get(edge.target) ?? { x: 0, y: 0 };
        const middle = (heightOf(context, block.id) - heightOf(context, edge.target)) / 2;
        const aside = { root: edge.target, port, members, placed, offset: { x: x + SIDE_GAP, y: middle - root.y } };
        asides.set(block.id, [...(asides.get(block.id) ?? []), aside]);
        x += SIDE_GAP + placed.width;
      }
    }
  }
  return asides;
}

/** A block and everything that can be reached through it alone. */
function closure(root: string, edges: EdgeDef[], incoming: ReadonlyMap<string, EdgeDef[]>): Set<string> {
  const members = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const edge of edges) {
      if (!members.has(edge.source) || members.has(edge.target)) continue;
      if ((incoming.get(edge.target) ?? []).every((other) => members.has(other.source))) {
        members.add(edge.target);
        grown = true;
      }
    }
  }
  return members;
}

function elkNode(block: BlockDef, asides: readonly Aside[], exits: readonly EdgeDef[], context: Context): ElkNode {
  const own = heightOf(context, block.id);
  const card = widthOf(context, block.id);
  const width = Math.max(card, ...asides.map((aside) => aside.offset.x + aside.placed.width));
  const height = Math.max(own, ...asides.map((aside) => aside.offset.y + aside.placed.height));
  const ports: ElkPort[] = [{ id: `${block.id}/in`, x: card / 2, y: 0, layoutOptions: { "elk.port.side": "NORTH" } }];
  for (const port of portsOf(context.catalogue, block)) {
    ports.push({ id: `${block.id}/${port.id}`, x: port.side === "right" ? card - 8 : card * port.at, y: height, layoutOptions: { "elk.port.side": "SOUTH" } });
  }
  for (const edge of context.doc.edges.filter((candidate) => candidate.source === block.id)) {
    const id = `${block.id}/${edge.sourcePort}`;
    if (!ports.some((port) => port.id === id)) ports.push({ id, x: card / 2, y: height, layoutOptions: { "elk.port.side": "SOUTH" } });
  }
  for (const aside of asides) {
    for (const edge of exits.filter((candidate) => aside.members.has(candidate.source))) {
      const at = aside.placed.positions.get(edge.source) ?? { x: 0, y: 0 };
      const id = exitPort(edge);
      if (ports.some((port) => port.id === id)) continue;
      ports.push({ id, x: aside.offset.x + at.x + widthOf(context, edge.source) / 2, y: height, layoutOptions: { "elk.port.side": "SOUTH" } });
    }
  }
  return { id: block.id, width, height, ports, layoutOptions: { "elk.portConstraints": "FIXED_POS" } };
}

function exitPort(edge: EdgeDef): string {
  return `exit/${edge.source}/${edge.sourcePort}`;
}

function widthOf({ frames }: Context, id: string): number {
  return frames.get(id)?.width ?? CARD_WIDTH;
}

function heightOf({ doc, catalogue, heights, frames }: Context, id: string): number {
  const block = findBlock(doc, id);
  return frames.get(id)?.height ?? heights.get(id) ?? (block ? cardHeight(catalogue, block) : 0);
}

function fit(positions: Map<string, Point>, context: Context): Placed {
  const all = [...positions];
  const left = Math.min(...all.map(([, at]) => at.x));
  const top = Math.min(...all.map(([, at]) => at.y));
  const moved = new Map(all.map(([id, at]) => [id, { x: at.x - left, y: at.y - top }]));
  return {
    positions: moved,
    width: Math.max(...[...moved].map(([id, at]) => at.x + widthOf(context, id))),
    height: Math.max(...[...moved].map(([id, at]) => at.y + heightOf(context, id))),
  };
}
