/** A local time with its offset, as the clock on the wall there shows it: "27 Nov 2026, 09:00". */
function wallClock(local: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(new Date(`${local.slice(0, 19)}Z`));
}

export const text = {
  title: "Workflows",
  searchLabel: "Search workflows",
  searchHint: "Name or what it does",
  create: "New workflow",
  creating: "Creating…",
  newName: "Untitled workflow",
  fromTemplate: "Start from a template",
  importFile: "Import from a file",
  importNotJson: "This file is not an exported workflow: it holds no JSON.",
  importNotWorkflow: "This file holds no workflow of Headrace. Choose a file that “Export as file” of Headrace made.",
  importMissing: (name: string, count: number) =>
    `“${name}” is here. ${count === 1 ? "One problem keeps" : `${count} problems keep`} it from being published; Problems lists them.`,
  neverRun: "Never run",
  neverRunHint: "Open it to try it out",
  changed: "edited since",
  changedHint: "The draft has changes that are not published",
  nextRun: (until: string, local: string) => `Its schedule runs it ${until}, at ${wallClock(local)} (UTC${local.slice(19) === "+00:00" ? "" : local.slice(19)})`,
  none: {
    title: "Workflows are drawn, published and watched here",
    why: "There are none yet. Start with an empty canvas: drag two blocks, connect them, press Run.",
    whyReader: "There are none yet. An editor of your company can draw one.",
  },
  noneFound: { title: "No workflow fits", why: "Nothing here has that name, description or state." },
  showAll: "Show all workflows",
  failed: "The list could not be read",
  tryAgain: "Try again",
  archiveQuestion: (name: string) => `Archive “${name}”?`,
  archiveWhy: "This is for good: nothing starts it any more. It and its runs stay readable, and it can be duplicated.",
  resumeQuestion: (name: string) => `Make “${name}” live again?`,
  held: (count: number) =>
    count === 1 ? "One event came while it was paused. Run it now, or drop it?" : `${count.toLocaleString("en")} events came while it was paused. Run them now, in the order they came, or drop them?`,
  nothingHeld: "Its triggers start runs again. No event came while it was paused.",
  resume: "Resume",
  resuming: "Resuming…",
  runHeld: (count: number) => (count === 1 ? "Resume and run it" : `Resume and run all ${count.toLocaleString("en")}`),
  keepHeld: "Resume, decide later",
  drop: "Resume and drop",
  dropping: "Dropping…",
  released: {
    run: (count: number) => (count === 1 ? "It is live again; the held event runs." : `It is live again; ${count.toLocaleString("en")} held events run.`),
    drop: (count: number) => (count === 1 ? "It is live again; the held event was dropped." : `It is live again; ${count.toLocaleString("en")} held events were dropped.`),
  },
  did: {
    pause: (name: string) => `“${name}” is paused. Runs under way go on.`,
    resume: (name: string) => `“${name}” is live again.`,
    archive: (name: string) => `“${name}” is archived.`,
    duplicate: (name: string) => `Made “${name}”.`,
  },
};
