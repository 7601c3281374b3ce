/** Where moments lie on the timeline, 0 to 1. A wait longer than all the rest is folded to a fixed share. */
export interface Scale {
  at: (time: number) => number;
  ticks: { time: number; at: number }[];
  fold: { from: number; to: number; ms: number } | null;
}

export interface Span {
  from: number;
  to: number;
}

const FOLDED_SHARE = 0.22;
/** Shorter waits are no trouble to look at. */
const SHORTEST_FOLD_MS = 5_000;

export function makeScale(start: number, end: number, busy: readonly Span[], waits: readonly Span[]): Scale {
  const length = Math.max(1, end - start);
  const idle = longestIdle(waits, busy);
  const folds = idle !== null && idle.to - idle.from > length / 2 && idle.to - idle.from > SHORTEST_FOLD_MS;
  if (!folds) return { at: (time) => clamp((time - start) / length), ticks: ticksOf(start, end, (time) => (time - start) / length), fold: null };

  const rest = Math.max(1, length - (idle.to - idle.from));
  const before = ((idle.from - start) / rest) * (1 - FOLDED_SHARE);
  const at = (time: number) => {
    if (time <= idle.from) return clamp(((time - start) / rest) * (1 - FOLDED_SHARE));
    if (time <= idle.to) return before + ((time - idle.from) / (idle.to - idle.from)) * FOLDED_SHARE;
    return clamp(before + FOLDED_SHARE + ((time - idle.to) / rest) * (1 - FOLDED_SHARE));
  };
  const ticks = [{ time: idle.to - start, at: at(idle.to) }];
  return { at, ticks, fold: { from: before, to: before + FOLDED_SHARE, ms: idle.to - idle.from } };
}

/** The longest stretch of a wait in which nothing else worked. */
function longestIdle(waits: readonly Span[], busy: readonly Span[]): Span | null {
  let longest: Span | null = null;
  for (const wait of waits) {
    let from = wait.from;
    const inside = busy.filter((span) => span.to > wait.from && span.from < wait.to).sort((a, b) => a.from - b.from);
    for (const span of [...inside, { from: wait.to, to: wait.to }]) {
      if (span.from > from && (longest === null || span.from - from > longest.to - longest.from)) longest = { from, to: span.from };
      from = Math.max(from, span.to);
    }
  }
  return longest;
}

/** Three to five round moments. */
function ticksOf(start: number, end: number, at: (time: number) => number): Scale["ticks"] {
  const rough = (end - start) / 4;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 108e5, 432e5, 864e5];
  const step = steps.find((candidate) => candidate >= rough) ?? 864e5 * Math.ceil(rough / 864e5);
  const ticks = [];
  for (let time = step; time < end - start; time += step) ticks.push({ time, at: at(start + time) });
  return ticks;
}

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}
