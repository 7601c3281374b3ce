/** Where numbers stand on an axis. */

/** The least round number that is not below: 1, 2 or 5 times a power of ten, whole. */
export function niceCeiling(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10;
  return step * power;
}

/** Counts along an axis from 0: at most so many lines, all whole numbers. */
export function countTicks(most: number, lines = 4): number[] {
  const step = Math.max(1, niceCeiling(most / lines));
  const top = Math.max(step, Math.ceil(most / step) * step);
  return Array.from({ length: top / step + 1 }, (_, index) => index * step);
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Durations that people say, each about three times the one before. */
const marks = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, minute, 3 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 12 * hour, day, 3 * day, 10 * day, 30 * day, 100 * day];

/** Marks of a logarithmic axis of durations, at most so many, the first one below and the last above them all. */
export function durationTicks(values: readonly number[], lines = 5): number[] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const first = Math.min(marks.length - 2, Math.max(0, marks.findLastIndex((mark) => mark <= low)));
  const found = marks.findIndex((mark) => mark >= high);
  const last = Math.max(first + 1, found === -1 ? marks.length - 1 : found);
  const every = Math.ceil((last - first) / (lines - 1));
  const chosen = [];
  for (let index = first; index < last + every; index += every) chosen.push(marks[Math.min(index, marks.length - 1)] as number);
  return [...new Set(chosen)];
}

/** From 0 at the first mark to 1 at the last, by ratio. */
export function onLog(value: number, ticks: readonly number[]): number {
  const low = Math.log(ticks[0] ?? 1);
  const high = Math.log(ticks.at(-1) ?? 10);
  return Math.min(1, Math.max(0, (Math.log(Math.max(value, 0.5)) - low) / (high - low)));
}
