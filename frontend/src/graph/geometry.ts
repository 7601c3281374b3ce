/** Where ports and edges lie, from where the cards lie: computed outside the components, and again only for what moved. */
import type { Catalogue } from "./catalogue";
import { edgeKey, findBlock, type Definition, type EdgeDef, type Point } from "./definition";
import { FRAME_HEADER, bodyIndex, isFrame, parentOf } from "./frames";
import { portsOf, type Port } from "./ports";
import { BUS_ABOVE, route, type Rect, type RouteEnds } from "./route";

export type Rects = ReadonlyMap<string, Rect>;

export interface Geometry {
  routes: ReadonlyMap<string, readonly Point[]>;
  /** Ways from the start port of a frame to the blocks that begin its body. */
  starts: ReadonlyMap<string, readonly (readonly Point[])[]>;
  /** Where those frames lie. */
  frames: Rects;
  /** Cards entered from the side, and how far down their left edge the socket stands. */
  sockets: ReadonlyMap<string, number>;
}

const OUT_GAP = 8;
const IN_GAP = 4;
const START_BUS = 11;

export function portPoint(card: Rect, port: Pick<Port, "side" | "at">): Point {
  return port.side === "right"
    ? { x: card.x + card.width, y: card.y + card.height * port.at }
    : { x: card.x + card.width * port.at, y: card.y + card.height + 2 };
}

/** All edges, or with `moved` only those at these blocks, the rest taken over from before. */
export function computeGeometry(doc: Definition, catalogue: Catalogue, rects: Rects, before?: Geometry, moved?: ReadonlySet<string>): Geometry {
  const buses = sharedBuses(doc, catalogue, rects);
  const levels = obstaclesByFrame(doc, rects);
  const routes = new Map<string, readonly Point[]>();
  const sockets = new Map<string, number>();
  for (const edge of doc.edges) {
    const ends = endsOf(doc, catalogue, rects, edge);
    if (!ends) continue;
    if (ends.enters === "left") sockets.set(edge.target, ends.to.y - (rects.get(edge.target)?.y ?? 0));
    const key = edgeKey(edge);
    const kept = before?.routes.get(key);
    if (kept && moved && !moved.has(edge.source) && !moved.has(edge.target)) {
      routes.set(key, kept);
      continue;
    }
    // Only what stands in the same frame is in the way: a frame hides its body, and an edge does not leave its frame.
    const source = findBlock(doc, edge.source);
    const obstacles = (levels.get(source ? parentOf(doc, source) : null) ?? []).filter((card) => card.id !== edge.source && card.id !== edge.target);
    routes.set(key, route({ ...ends, bus: buses.get(`${edge.source}:${edge.sourcePort}`) }, obstacles));
  }
  const starts = startsOf(doc, catalogue, rects);
  return { routes, sockets, starts, frames: new Map([...rects].filter(([id]) => starts.has(id))) };
}

function obstaclesByFrame(doc: Definition, rects: Rects): Map<string | null, (Rect & { id: string })[]> {
  return new Map(
    [...bodyIndex(doc)].map(([frame, blocks]) => [
      frame,
      blocks.flatMap(({ id }) => {
        const rect = rects.get(id);
        return rect ? [{ id, ...rect }] : [];
      }),
    ]),
  );
}

/** Under the header, above the first of the blocks that begin the body. */
function startsOf(doc: Definition, catalogue: Catalogue, rects: Rects): Map<string, Point[][]> {
  const starts = new Map<string, Point[][]>();
  const entered = new Set(doc.edges.map((edge) => edge.target));
  for (const [frame, blocks] of bodyIndex(doc)) {
    const owner = frame === null ? undefined : findBlock(doc, frame);
    const walls = frame === null ? undefined : rects.get(frame);
    if (frame === null || !owner || !walls || !isFrame(catalogue, owner)) continue;
    const ends = blocks.flatMap((block) => {
      const rect = entered.has(block.id) ? undefined : rects.get(block.id);
      return rect ? [{ x: rect.x + rect.width / 2, y: rect.y - IN_GAP }] : [];
    });
    ends.sort((a, b) => a.y - b.y || a.x - b.x);
    const [first] = ends;
    if (!first) continue;
    const from = { x: first.x, y: walls.y + FRAME_HEADER };
    starts.set(frame, ends.map((to) => (Math.abs(to.x - from.x) < 1 ? [from, to] : [from, { x: from.x, y: from.y + START_BUS }, { x: to.x, y: from.y + START_BUS }, to])));
  }
  return starts;
}

/** The edge that passes closest to a point, within reach. */
export function edgeNear(geometry: Geometry, edges: readonly EdgeDef[], point: Point, reach: number): EdgeDef | null {
  let best: EdgeDef | null = null;
  let closest = reach;
  for (const edge of edges) {
    const points = geometry.routes.get(edgeKey(edge)) ?? [];
    for (let index = 1; index < points.length; index += 1) {
      const a = points[index - 1];
      const b = points[index];
      if (!a || !b) continue;
      const away = toSegment(point, a, b);
      if (away < closest) {
        closest = away;
        best = edge;
      }
    }
  }
  return best;
}

function endsOf(doc: Definition, catalogue: Catalogue, rects: Rects, edge: EdgeDef): RouteEnds | null {
  const source = findBlock(doc, edge.source);
  const from = rects.get(edge.source);
  const to = rects.get(edge.target);
  if (!source || !from || !to) return null;
  const port = portsOf(catalogue, source).find((candidate) => candidate.id === edge.sourcePort) ?? { side: "bottom" as const, at: 0.5 };
  const start = portPoint(from, port);
  const top = { x: to.x + to.width / 2, y: to.y - IN_GAP };
  if (port.side === "bottom") return { from: { x: start.x, y: start.y + OUT_GAP - 2 }, to: top, leaves: "bottom", enters: "top" };
  const out = { x: start.x + OUT_GAP - 1, y: start.y };
  const beside = to.x > out.x + 16 && out.y > to.y - to.height / 2 && out.y < to.y + to.height * 1.5;
  if (!beside) return { from: out, to: top, leaves: "right", enters: "top" };
  const level = Math.abs(to.y + to.height / 2 - out.y) < to.height / 2 - 14 ? out.y : to.y + to.height / 2;
  return { from: out, to: { x: to.x - IN_GAP, y: level }, leaves: "right", enters: "left" };
}

/** Edges of one port run along one bus: that of the highest card any of them leads to. */
function sharedBuses(doc: Definition, catalogue: Catalogue, rects: Rects): Map<string, number> {
  const buses = new Map<string, number>();
  for (const edge of doc.edges) {
    const ends = endsOf(doc, catalogue, rects, edge);
    if (!ends || ends.leaves !== "bottom" || ends.to.y <= ends.from.y) continue;
    const key = `${edge.source}:${edge.sourcePort}`;
    const level = ends.to.y + IN_GAP - BUS_ABOVE;
    buses.set(key, Math.min(buses.get(key) ?? level, level));
  }
  return buses;
}

function toSegment(point: Point, a: Point, b: Point): number {
  const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / length));
  return Math.hypot(point.x - a.x - t * (b.x - a.x), point.y - a.y - t * (b.y - a.y));
}
