/** Two texts line by line: the shortest way from one to the other (Myers), with what has not changed folded away. */
export interface Line {
  kind: "same" | "added" | "removed";
  text: string;
  /** Line numbers, from 1, on the side or sides it stands on. */
  before: number | null;
  after: number | null;
}

export type Part = Line | { kind: "hidden"; count: number };

const CONTEXT = 3;
/** Beyond this many changes the texts are told apart as wholes: finding the shortest way would cost more than it tells. */
const MOST_EDITS = 2_000;

export function lineDiff(before: string, after: string): Line[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middle = edits(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const kinds: Line["kind"][] = [...new Array<Line["kind"]>(start).fill("same"), ...middle, ...new Array<Line["kind"]>(end).fill("same")];
  let [left, right] = [0, 0];
  return kinds.map((kind) => {
    const line: Line = { kind, text: (kind === "added" ? b[right] : a[left]) ?? "", before: kind === "added" ? null : left + 1, after: kind === "removed" ? null : right + 1 };
    if (kind !== "added") left++;
    if (kind !== "removed") right++;
    return line;
  });
}

/** Keeps three lines around every change. */
export function folded(lines: readonly Line[]): Part[] {
  const near = new Array<boolean>(lines.length).fill(false);
  lines.forEach((line, at) => {
    if (line.kind !== "same") near.fill(true, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  });
  const parts: Part[] = [];
  let hidden = 0;
  lines.forEach((line, at) => {
    if (!near[at]) {
      hidden++;
      return;
    }
    if (hidden > 0) parts.push({ kind: "hidden", count: hidden });
    hidden = 0;
    parts.push(line);
  });
  if (hidden > 0) parts.push({ kind: "hidden", count: hidden });
  return parts;
}

function edits(a: readonly string[], b: readonly string[]): Line["kind"][] {
  const trace: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  for (let depth = 0; depth <= Math.min(a.length + b.length, MOST_EDITS); depth++) {
    trace.push(new Map(reach));
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
    reach = new Map(reach);
  }
  return [...a.map(() => "removed" as const), ...b.map(() => "added" as const)];
}

function walkBack(trace: readonly Map<number, number>[], width: number, height: number): Line["kind"][] {
  const kinds: Line["kind"][] = [];
  let [x, y] = [width, height];
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const reach = trace[depth] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -depth || (k !== depth && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0));
    const from = down ? k + 1 : k - 1;
    const fromX = depth === 0 ? 0 : (reach.get(from) ?? 0);
    const fromY = depth === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY && (depth > 0 || x > 0)) {
      kinds.push("same");
      x--;
      y--;
    }
    if (depth > 0) kinds.push(down ? "added" : "removed");
    [x, y] = [fromX, fromY];
  }
  return kinds.reverse();
}
