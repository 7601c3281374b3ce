import type { RunStatus, StepView } from "@/graph/runState";
import type { GlyphState } from "@/ui/StatusGlyph";

/** The shape a step is drawn with; one that was not reached yet waits in line. */
export function stepGlyph(step: StepView | undefined): GlyphState {
  return step?.status ?? "queued";
}

export function runGlyph(status: RunStatus): GlyphState {
  switch (status) {
    case "suspended":
      return "waiting";
    case "timed_out":
      return "failed";
    default:
      return status;
  }
}

const runWords: Record<RunStatus, string> = {
  pending: "Queued",
  running: "Running",
  suspended: "Waiting",
  completed: "Completed",
  failed: "Failed",
  timed_out: "Timed out",
  cancelled: "Cancelled",
};

export function runWord(status: RunStatus): string {
  return runWords[status];
}
