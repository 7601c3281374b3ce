import { formatClock } from "@/ui/time/ago";

export const text = {
  title: "Runs",
  live: "Live",
  liveHint: "New runs appear by themselves",
  stale: "Not up to date",
  staleHint: "Headrace does not answer; the list shows what it last said",
  searchLabel: "Search runs",
  searchHint: "Invoice, customer or any value inside",
  failed: "The runs could not be read",
  tryAgain: "Try again",
  none: {
    title: "Every run of every workflow is listed here",
    why: "There are none in this period. Open a workflow and press Run to try it.",
  },
  noneFound: { title: "No run fits", why: "No run of this period has that outcome, workflow or value." },
  showAll: "Show all runs",
  narrowed: {
    block: (name: string, status: string) => `${{ failed: "Failed at", completed: "Done at", skipped: "Skipped at" }[status] ?? "Went through"} ${name}`,
    since: (from: string) => `Since ${formatClock(from)}`,
    until: (to: string) => `Until ${formatClock(to)}`,
    noTests: "Without test runs",
    tests: "Test runs",
    clear: "Show all",
  },
  older: "Show older runs",
  reading: "Reading…",
  stats: { completed: "completed", failed: "failed", waiting: "waiting", typical: "typical duration" },
};
