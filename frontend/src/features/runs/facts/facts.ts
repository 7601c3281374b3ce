import type { Incident, Run } from "@/api/types";
import { formatClock } from "@/ui/time/ago";
import { formatDuration } from "@/ui/time/duration";
import { text } from "./text";

const ORDINALS = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"];

function ordinal(place: number): string {
  const word = ORDINALS[place - 1];
  if (word) return word;
  const tens = place % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place.toLocaleString("en-US")}${ending}`;
}

/** "Third in line: one at a time"; the limit is the workflow's, null without one. */
export function queueWords(place: number, limit: number | null): string {
  const line = `${ordinal(place)} in line`;
  if (limit === null) return `${line}.`;
  return `${line}: ${limit === 1 ? "one" : limit.toLocaleString("en-US")} at a time.`;
}

/** "Its worker was lost at 10:31 on host-2; it went on 12 s later." A write that came too late is said as the server says it. */
export function incidentWords(incident: Incident, run: Pick<Run, "steps" | "completedAt">): string {
  if (incident.kind === "stale_write") return incident.message;
  const after = wentOnAfter(Date.parse(incident.at), run);
  const rest = after !== null ? text.wentOn(formatDuration(after)) : run.completedAt ? text.ended : text.notYet;
  return text.lost(formatClock(incident.at), incident.host) + rest;
}

/** How long after a moment the first attempt of any step began; null when none has. */
function wentOnAfter(at: number, { steps, completedAt }: Pick<Run, "steps" | "completedAt">): number | null {
  const starts = steps.flatMap((step) => [step.startedAt, ...step.attemptLog.map((attempt) => attempt.startedAt)]);
  const later = [...starts, completedAt].map((moment) => Date.parse(moment ?? "")).filter((moment) => moment > at);
  return later.length === 0 ? null : Math.min(...later) - at;
}
