import { formatClock } from "@/ui/time/ago";
import { text } from "./text";

export interface Chosen {
  period: string;
  /** As `<input type="datetime-local">` writes it, in the reader's own zone: "2026-01-31T09:00". */
  from: string;
  to: string;
}

export const periods = [
  { value: "", label: text.anyTime },
  { value: "today", label: text.today },
  { value: "24h", label: text.day },
  { value: "7d", label: text.week },
] as const;

const hours: Record<string, number> = { "24h": 24, "7d": 168 };

/** What the API is asked for. An address that was written by hand may hold anything: what is no time counts as none. */
export function boundsOf({ period, from, to }: Chosen, now: Date = new Date()): { hours?: number; from?: string; to?: string } {
  if (hours[period]) return { hours: hours[period] };
  if (period === "today") return { from: new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString() };
  const [since, until] = [isoOf(from), isoOf(to)];
  if (since && until && since >= until) return { from: since };
  return { ...(since && { from: since }), ...(until && { to: until }) };
}

export function periodLabel(chosen: Chosen): string {
  const named = periods.find(({ value }) => value && value === chosen.period);
  if (named) return named.label;
  const { from, to } = boundsOf(chosen);
  if (from && to) return `${formatClock(from)} – ${formatClock(to)}`;
  if (from) return text.since(formatClock(from));
  return to ? text.until(formatClock(to)) : text.anyTime;
}

/** Why these two ends cannot be shown; undefined: they can. */
export function periodMistake(from: string, to: string): string | undefined {
  const [since, until] = [isoOf(from), isoOf(to)];
  if (!since && !until) return text.needsAnEnd;
  return since && until && since >= until ? text.wrongOrder : undefined;
}

function isoOf(local: string): string {
  const at = new Date(local);
  return local && Number.isFinite(at.getTime()) ? at.toISOString() : "";
}
