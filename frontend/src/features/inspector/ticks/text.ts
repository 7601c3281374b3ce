import type { Tick } from "@/api/types";
import { formatDuration } from "@/ui/time/duration";

/** What became of a tick, as a sentence. */
function became({ status, reason, lateMs, count, through }: Tick): string {
  const many = through === null ? "" : count === null ? " This and more than 10,000 after it." : ` This and ${(count - 1).toLocaleString("en-US")} after it.`;
  switch (status) {
    case "fired":
      return "Started on time";
    case "late":
      return `Started ${formatDuration(lateMs)} late${reason ? `. ${reason}` : ""}`;
    case "queued":
      return "Waits for the run before it";
    case "skipped":
      return `Skipped. ${reason}${many}`;
    case "missed":
      return `Missed: Headrace was not running.${many}`;
  }
}

export const text = {
  ticks: "Ticks",
  ledger: "What became of each tick",
  failed: "The ticks could not be read",
  tryAgain: "Try again",
  older: "Show older ones",
  notLive: "This schedule is not published. Its ticks are listed here once it is live.",
  none: "It has not fired yet. Each tick is listed here with its run, or with the reason why there is none.",
  next: "Next:",
  live: (words: string) => `Live: ${words}`,
  queued: (count: number) => (count === 1 ? "One tick waits for the run before it." : `${String(count)} ticks wait for the run before them.`),
  paused: "The workflow is paused",
  pausedMore: "Ticks go by and are written down as skipped. After resuming it goes on in the same rhythm.",
  tried: "It is tried again every minute; publish the workflow with a mended schedule. No tick is lost.",
  run: (number: number) => `Run ${number.toLocaleString("en-US")}`,
  became,
};
