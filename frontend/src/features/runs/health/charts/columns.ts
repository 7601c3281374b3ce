import type { FiguresAsked } from "@/api/queries/useFigures";
import type { FiguresPart } from "@/api/types";
import { formatDuration } from "@/ui/time/duration";
import type { OutcomeFilter } from "../../list/useRunListView";
import { runsLink } from "../../list/runsLink";
import { text } from "../text";
import type { Column } from "./TimeChart";
import { partWords } from "./times";

export const outcomes = ["completed", "open", "cancelled", "failed"] as const;
export type Outcome = (typeof outcomes)[number];

export function totalOf(part: FiguresPart): number {
  return part.completed + part.failed + part.cancelled + part.open;
}

/** The runs behind a part of the time, those with one outcome where it is named. */
export function partLink(part: FiguresPart, workflowId: string, status: OutcomeFilter = ""): string {
  return runsLink({ from: part.from, to: part.to, workflowId, status, test: false });
}

export function outcomeColumns(parts: readonly FiguresPart[], period: FiguresAsked["period"], workflowId: string): Column[] {
  return parts.map((part) => ({
    from: part.from,
    to: part.to,
    link: partLink(part, workflowId),
    heading: partWords(period, part.from, part.to),
    facts: totalOf(part) === 0 ? ["no runs"] : outcomes.flatMap((name) => (part[name] > 0 ? [`${part[name].toLocaleString("en-US")} ${text.outcomes[name].toLowerCase()}`] : [])),
  }));
}

export function durationColumns(parts: readonly FiguresPart[], period: FiguresAsked["period"], workflowId: string): Column[] {
  return parts.map((part) => ({
    from: part.from,
    to: part.to,
    link: partLink(part, workflowId, "completed"),
    heading: partWords(period, part.from, part.to),
    facts: part.p50Ms === null ? ["no run completed"] : [`${text.durations.half.toLowerCase()} ${formatDuration(part.p50Ms)}`, `${text.durations.most} ${formatDuration(part.p95Ms)}`],
  }));
}

/** Heights in px from the bottom up; what there is at all is at least so high that it can be seen. */
export function stacked(part: FiguresPart, most: number, height: number): { name: Outcome; y: number; height: number }[] {
  let y = height;
  return outcomes.flatMap((name) => {
    if (part[name] === 0) return [];
    const own = Math.max(2, (part[name] / most) * height);
    y -= own;
    return [{ name, y: Math.max(0, y), height: own }];
  });
}
