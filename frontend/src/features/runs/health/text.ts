/** The words of the health page. */
export const text = {
  title: "Health",
  period: "Over which time",
  periods: [
    { value: "24h", label: "24 hours" },
    { value: "7d", label: "7 days" },
    { value: "30d", label: "30 days" },
  ],
  failed: "The figures could not be read",
  none: "No runs in this time",
  noneWhy: "What ran, how long it took and where it failed stands here. Test runs do not count.",
  noneOfOne: "Choose a longer time, or all workflows.",
  longer: "Show 30 days",
  all: "Show all workflows",
  open: "Open a workflow",
  showTable: "As a table",
  showChart: "As a chart",
  keys: "Arrow keys go from bar to bar, Enter opens its runs.",
  stats: { runs: (count: number) => (count === 1 ? "run" : "runs"), completed: "completed", failed: "failed", half: "half of them within", most: "95 % within" },
  outcomes: { completed: "Completed", failed: "Failed", cancelled: "Cancelled", open: "Not ended" },
  runs: {
    title: { "24h": "Runs by hour", "7d": "Runs by 4 hours", "30d": "Runs by day" },
    hint: "by when they were accepted",
    table: "Runs by time and outcome",
  },
  durations: {
    title: "How long completed runs took",
    hint: "from start to end, waits included",
    half: "Half within",
    most: "95 % within",
    table: "Durations by time",
    none: "No run completed in this time.",
  },
  failures: {
    title: "Failures by block",
    hint: "runs in which a step failed, handled or not",
    none: "No step failed in this time.",
    noneOf: (provider: string) => `No block of ${provider} failed.`,
    more: (count: number) => `${count === 1 ? "1 block more" : `${count.toLocaleString("en-US")} blocks more`} failed less often.`,
    runs: (count: number) => (count === 1 ? "1 run" : `${count.toLocaleString("en-US")} runs`),
  },
  providers: {
    title: "Provider errors",
    hint: "failed steps by what was refused",
    none: "No provider refused anything in this time.",
    only: (name: string) => `Only ${name}`,
    clear: "Show all blocks",
  },
  time: "Time",
  kept: (days: number) => `Runs are kept for ${days === 1 ? "1 day" : `${days} days`}.`,
  shorter: (count: number, all: boolean) =>
    all ? "That is shorter than this time: what is older is gone and is not counted." : `${count === 1 ? "1 workflow keeps its runs" : `${count} workflows keep their runs`} for less than this time: what is older is gone and is not counted.`,
  cut: (from: string) => `There are very many runs: these figures begin on ${from}.`,
  noTests: "Test runs do not count.",
};

const words: Record<string, string> = { RATE_LIMITED: "Rate limited", TIMEOUT: "Took too long", STEP_ERROR: "Failed", UNKNOWN: "Other" };

/** A code as people read it: "HTTP_400" is "HTTP 400", "CARD_DECLINED" is "Card declined". */
export function codeWords(code: string): string {
  const known = words[code];
  if (known) return known;
  const spaced = code.replaceAll("_", " ").trim();
  if (/^HTTP /.test(spaced)) return spaced;
  return spaced === spaced.toUpperCase() ? spaced.charAt(0) + spaced.slice(1).toLowerCase() : spaced;
}
