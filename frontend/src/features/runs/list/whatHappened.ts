import type { RunItem } from "@/api/types";

type Told = Pick<RunItem, "status" | "summary" | "error">;

/** One sentence on what became of a run: the refusal where it failed, else what the server says, else the plain state. */
export function whatHappened({ status, summary, error }: Told): string {
  if ((status === "failed" || status === "timed_out") && error?.message) return error.message;
  if (summary) return summary;
  return sentences[status];
}

const sentences: Record<RunItem["status"], string> = {
  pending: "Waits for its turn",
  running: "Under way",
  suspended: "Waiting",
  completed: "Finished",
  failed: "Stopped, no reason was recorded",
  timed_out: "Stopped because it took longer than it may",
  cancelled: "Cancelled",
};

const starts: Record<string, string> = {
  api: "called through the API",
  manual: "started by hand",
  webhook: "started by a webhook",
  schedule: "started by schedule",
  event: "started by an event",
  app: "started by your product",
  subworkflow: "called by another workflow",
  error: "started by a failure",
  test: "test",
};

export function startedBy(triggerType: string): string {
  return starts[triggerType] ?? triggerType;
}
