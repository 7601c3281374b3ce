export const UNITS = [
  { id: "ms", words: "milliseconds", ms: 1 },
  { id: "s", words: "seconds", ms: 1000 },
  { id: "min", words: "minutes", ms: 60_000 },
  { id: "h", words: "hours", ms: 3_600_000 },
  { id: "d", words: "days", ms: 86_400_000 },
] as const;

/** The largest unit in which the duration is a whole number. */
export function splitDuration(ms: number): { amount: number; unit: (typeof UNITS)[number]["id"] } {
  const unit = UNITS.findLast((one) => ms >= one.ms && ms % one.ms === 0) ?? UNITS[0];
  return { amount: ms / unit.ms, unit: unit.id };
}
