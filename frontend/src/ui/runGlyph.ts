import type { GlyphState } from "./StatusGlyph";

const states: Record<string, GlyphState> = {
  pending: "queued",
  running: "running",
  retrying: "retrying",
  suspended: "waiting",
  waiting: "waiting",
  completed: "completed",
  failed: "failed",
  timed_out: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
};

/** How a run or a step in this status is painted. */
export function runGlyph(status: string): GlyphState {
  return states[status] ?? "queued";
}
