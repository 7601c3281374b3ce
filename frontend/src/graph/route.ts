/** The way of an edge: straight pieces with rounded corners, a shared bus above its target, around cards in the way. */
import type { Point } from "./definition";

export interface Rect extends Point {
  width: number;
  height: number;
}

export interface RouteEnds {
  from: Point;
  to: Point;
  /** `right` for error and rejected, which leave sideways. */
  leaves: "bottom" | "right";
  /** `left` where a sideways edge enters the socket at the side of a card standing beside. */
  enters: "top" | "left";
  /** Height of the bus this edge shares with others, where one is agreed. */
  bus?: number;
}

export const CORNER = 12;
/** Distance of the bus from the top of the card it leads to. */
export const BUS_ABOVE = 20;
const CLEAR = 14;

/** Corner points from end to end. `obstacles` are the cards of other blocks; they are passed at the nearest free column. */
export function route(ends: RouteEnds, obstacles: readonly Rect[] = []): Point[] {
  const { from, to } = ends;
  if (ends.leaves === "right") return ends.enters === "left" ? sideways(from, to) : sidewaysDown(ends, obstacles);
  const drop = to.y - from.y;
  if (drop < CLEAR) return aroundUp(from, to);
  const clear = Math.min(CLEAR, drop / 2);
  if (Math.abs(from.x - to.x) < 1) {
    const blocked = obstacles.filter((card) => crossesVertical(card, from.x, from.y, to.y));
    if (blocked.length === 0) return [from, to];
    return detour(from, to, blocked, obstacles);
  }
  const near = Math.min(Math.max(ends.bus ?? to.y - BUS_ABOVE, from.y + clear), to.y - clear);
  const early = Math.min(from.y + BUS_ABOVE, to.y - clear);
  for (const bus of [near, early]) {
    if (isFree(obstacles, from, to, bus)) return [from, { x: from.x, y: bus }, { x: to.x, y: bus }, to];
  }
  const blocked = obstacles.filter((card) => crossesVertical(card, from.x, from.y, near) || crossesVertical(card, to.x, near, to.y));
  return blocked.length > 0 ? detour(from, to, blocked, obstacles) : [from, { x: from.x, y: near }, { x: to.x, y: near }, to];
}

/** SVG path of the corners, each rounded as far as its shorter side allows. */
export function pathOf(points: readonly Point[], radius = CORNER): string {
  const [start, ...rest] = points;
  if (!start) return "";
  let path = `M${start.x} ${start.y}`;
  rest.forEach((corner, index) => {
    const next = rest[index + 1];
    const before = index === 0 ? start : rest[index - 1];
    if (!next || !before) {
      path += ` L${corner.x} ${corner.y}`;
      return;
    }
    const room = Math.min(radius, distance(before, corner) / 2, distance(corner, next) / 2);
    const a = towards(corner, before, room);
    const b = towards(corner, next, room);
    path += ` L${a.x} ${a.y} Q${corner.x} ${corner.y} ${b.x} ${b.y}`;
  });
  return path;
}

/** Where the label stands: on the first straight part, below the port; beside the card for sideways edges. */
export function labelPoint(points: readonly Point[]): Point {
  const [a, b] = points;
  if (!a || !b) return { x: 0, y: 0 };
  // Above a short sideways edge, so that its line and arrow are still seen.
  if (a.y === b.y) return b.x - a.x < 90 ? { x: (a.x + b.x) / 2, y: a.y - 18 } : { x: a.x + 40, y: a.y };
  // On the corner where the first piece is short, else a little below the port.
  const length = b.y - a.y;
  return { x: a.x, y: points.length > 2 && length <= 26 ? b.y : a.y + Math.min(20, length / 2) };
}

function sideways(from: Point, to: Point): Point[] {
  if (Math.abs(from.y - to.y) < 1) return [from, { x: to.x, y: from.y }];
  const middle = from.x + (to.x - from.x) / 2;
  return [from, { x: middle, y: from.y }, { x: middle, y: to.y }, to];
}

function sidewaysDown({ from, to, bus }: RouteEnds, obstacles: readonly Rect[]): Point[] {
  const out = from.x + 24;
  if (to.x > out && to.y > from.y + CLEAR) return [from, { x: to.x, y: from.y }, to];
  const level = Math.min(bus ?? to.y - BUS_ABOVE, to.y - CLEAR);
  const column = freeColumn(out, Math.min(from.y, level), Math.max(from.y, level), obstacles, 1);
  return [from, { x: column, y: from.y }, { x: column, y: level }, { x: to.x, y: level }, to];
}

/** The target stands above or beside: out below, round the nearer side, in from above. */
function aroundUp(from: Point, to: Point): Point[] {
  const below = from.y + BUS_ABOVE;
  const above = to.y - BUS_ABOVE;
  const column = Math.abs(from.x - to.x) > 280 ? (from.x + to.x) / 2 : Math.max(from.x, to.x) + 116 + 28;
  return [from, { x: from.x, y: below }, { x: column, y: below }, { x: column, y: above }, { x: to.x, y: above }, to];
}

function detour(from: Point, to: Point, blocked: readonly Rect[], obstacles: readonly Rect[]): Point[] {
  const top = Math.min(...blocked.map((card) => card.y));
  const leave = Math.min(from.y + BUS_ABOVE, Math.max(top - CLEAR, from.y + 8));
  const level = to.y - BUS_ABOVE;
  const left = freeColumn(Math.min(...blocked.map((card) => card.x)) - 24, leave, level, obstacles, -1);
  const right = freeColumn(Math.max(...blocked.map((card) => card.x + card.width)) + 24, leave, level, obstacles, 1);
  const cost = (x: number) => Math.abs(x - from.x) + Math.abs(x - to.x);
  const column = cost(left) < cost(right) ? left : right;
  return [from, { x: from.x, y: leave }, { x: column, y: leave }, { x: column, y: level }, { x: to.x, y: level }, to];
}

function freeColumn(start: number, top: number, bottom: number, obstacles: readonly Rect[], step: 1 | -1): number {
  let x = start;
  for (let tries = 0; tries < 50; tries += 1) {
    const hit = obstacles.find((card) => crossesVertical(card, x, top, bottom));
    if (!hit) return x;
    x = step === 1 ? hit.x + hit.width + 24 : hit.x - 24;
  }
  return start;
}

function isFree(obstacles: readonly Rect[], from: Point, to: Point, bus: number): boolean {
  return !obstacles.some(
    (card) =>
      crossesVertical(card, from.x, from.y, bus) ||
      crossesVertical(card, to.x, bus, to.y) ||
      (bus > card.y - 4 && bus < card.y + card.height + 4 && Math.max(from.x, to.x) > card.x && Math.min(from.x, to.x) < card.x + card.width),
  );
}

function crossesVertical(card: Rect, x: number, top: number, bottom: number): boolean {
  return x > card.x - 6 && x < card.x + card.width + 6 && bottom > card.y && top < card.y + card.height;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function towards(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}
