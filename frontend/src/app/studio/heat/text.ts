/** The words of the heat map. */
export const text = {
  period: "Over which time",
  periods: [
    { value: 24, label: "24 hours" },
    { value: 168, label: "7 days" },
    { value: 720, label: "30 days" },
  ],
  version: "Of which version",
  all: "All versions",
  one: (version: number) => `Version ${String(version)}`,
  runs: (count: number) => (count === 1 ? "1 run." : `${count.toLocaleString("en-US")} runs.`),
  latest: (read: number, count: number) => `The latest ${read.toLocaleString("en-US")} of ${count.toLocaleString("en-US")} runs.`,
  noTests: "Test runs do not count.",
  none: "No runs in this time",
  noneWhy: "Choose a longer time, or another version.",
  unused: "Not in this time",
  steps: (count: number, failed: number) => `${count.toLocaleString("en-US")}×${failed > 0 ? ` · ${share(failed, count)} failed` : ""}`,
  table: "Block by block",
  columns: { block: "Block", steps: "Steps", failed: "Failed", p50: "Half within", p95: "95 % within" },
  matching: (name: string) => `Runs behind ${name}`,
  which: "Which of them",
  outcomes: { failed: "Failed", completed: "Completed", skipped: "Skipped" },
  noMatch: "None in this time.",
  more: "Show more",
  reading: "Reading…",
  failed: "The figures could not be read",
  back: "All runs",
};

/** "4 %", "0.3 %": never 0 where there are some. */
export function share(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  if (percent > 0 && percent < 0.1) return "under 0.1 %";
  return `${percent < 10 && percent > 0 ? String(Math.round(percent * 10) / 10) : String(Math.round(percent))} %`;
}
