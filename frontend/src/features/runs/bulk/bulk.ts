import { errorSentence, isApiError } from "@/api/errors";
import type { BulkOutcome, RunItem } from "@/api/types";
import type { BulkAction } from "./text";

export type Refused = BulkOutcome["refused"][number];

export interface Progress {
  /** Runs gone through: done, refused. */
  done: number;
  refused: Refused[];
  total: number;
}

const ENDED = new Set(["completed", "failed", "timed_out", "cancelled"]);

/** Whether an action fits a run in this state. */
export function fits(action: BulkAction, status: RunItem["status"]): boolean {
  if (action === "cancel") return !ENDED.has(status);
  if (action === "retry") return ENDED.has(status);
  return ENDED.has(status) && status !== "completed";
}

/** All of a filter, page by page behind the cursor, until it is null or `stopped` says so. */
export async function actOnFilter(
  send: (cursor: string | null) => Promise<BulkOutcome>,
  total: number,
  tell: (progress: Progress) => void,
  stopped: () => boolean,
): Promise<Progress> {
  let progress: Progress = { done: 0, refused: [], total };
  let cursor: string | null = null;
  do {
    const outcome: BulkOutcome = await send(cursor);
    const done = progress.done + outcome.done;
    const refused = [...progress.refused, ...outcome.refused];
    progress = { done, refused, total: Math.max(total, done + refused.length) };
    cursor = outcome.cursor;
    tell(progress);
  } while (cursor !== null && !stopped());
  return progress;
}

/** The chosen runs one after the other; a refusal of one is listed and does not end the rest, being offline does. */
export async function actOnRuns(
  send: (run: RunItem) => Promise<unknown>,
  runs: readonly RunItem[],
  tell: (progress: Progress) => void,
  stopped: () => boolean,
): Promise<Progress> {
  let progress: Progress = { done: 0, refused: [], total: runs.length };
  for (const run of runs) {
    if (stopped()) break;
    try {
      await send(run);
      progress = { ...progress, done: progress.done + 1 };
    } catch (error) {
      if (!isApiError(error) || error.status === 0 || error.status === 401) throw error;
      progress = { ...progress, refused: [...progress.refused, { runId: run.id, number: run.number, code: error.code, message: errorSentence(error) }] };
    }
    tell(progress);
  }
  return progress;
}
