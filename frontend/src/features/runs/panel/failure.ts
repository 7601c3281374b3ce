import type { Run, RunError, RunStep } from "@/api/types";
import { findBlock, type BlockDef, type Definition } from "@/graph/definition";
import { downstreamIds } from "@/graph/operations";
import type { RunView, StepView } from "@/graph/runState";
import { outcomeOf } from "@/graph/strip";
import { formatDuration } from "@/ui/time/duration";

export interface Fact {
  blockId: string;
  state: "completed" | "failed" | "queued";
  name: string;
  words: string;
}

export interface Failure {
  headline: string;
  cause: string;
  block: BlockDef | null;
  step: RunStep | undefined;
  error: RunError | null;
  /** What is and is not done, as far as it fits; `more` counts the rest. */
  facts: Fact[];
  more: number;
  /** The same request may succeed later. */
  mayPass: boolean;
}

const MOST_FACTS = 8;
const MAY_PASS = /^(?:STEP_TIMEOUT|RATE_LIMITED|WORKER_CRASHED|CONNECTION_FAILED|HTTP_(?:408|409|425|429|5\d\d))$/;

/** A failed run in plain words: at which block, why, and what is and is not done. Null when it did not fail. */
export function explainFailure(doc: Definition, run: Run, view: RunView): Failure | null {
  if (view.status !== "failed" && view.status !== "timed_out") return null;
  const failedIds = doc.blocks.filter((block) => view.steps[block.id]?.status === "failed").map((block) => block.id);
  // A failure that was caught has taken a port; the one that ended the run has not.
  const blockId = view.error?.blockId ?? run.error?.blockId ?? failedIds.findLast((id) => !view.steps[id]?.port) ?? failedIds.at(-1) ?? null;
  const block = blockId === null ? null : (findBlock(doc, blockId) ?? null);
  // Of a block inside a loop the step that failed, not the first one there was.
  const own = run.steps.filter((candidate) => candidate.id === blockId);
  const step = own.find((candidate) => candidate.status === "failed") ?? own[0];
  const error = step?.error ?? run.error ?? view.error ?? null;
  const facts = factsOf(doc, view, blockId === null ? new Set() : downstreamIds(doc, blockId));
  return {
    headline: headlineOf(run, view, block),
    cause: sentence(error?.message ?? run.summary ?? ""),
    block,
    step,
    error,
    facts: facts.slice(0, MOST_FACTS),
    more: Math.max(0, facts.length - MOST_FACTS),
    mayPass: MAY_PASS.test(error?.code ?? ""),
  };
}

function headlineOf(run: Run, view: RunView, block: BlockDef | null): string {
  if (view.status === "timed_out") {
    const took = formatDuration(view.durationMs ?? run.durationMs);
    return took === "" ? "The run took too long" : `The run took too long and was stopped after ${took}`;
  }
  if (!block) return "The run failed";
  return block.type === "stop" ? `Ended as failed by ${block.name}` : `Stopped at ${block.name}`;
}

/** Failed first, then what is done in the order it was done, then what was not reached. */
function factsOf(doc: Definition, view: RunView, after: ReadonlySet<string>): Fact[] {
  const facts: Fact[] = [];
  for (const block of doc.blocks) {
    const step = view.steps[block.id];
    const { id: blockId, name } = block;
    if (step?.status === "failed") facts.push({ blockId, state: "failed", name, words: step.port ? "failed and was passed" : "failed" });
    else if (step?.status === "completed" && !block.type.startsWith("trigger.")) facts.push({ blockId, state: "completed", name, words: doneWords(outcomeOf(doc, view, block)) });
    else if (isUnreached(step, after.has(block.id))) facts.push({ blockId, state: "queued", name, words: "was not reached" });
  }
  const rank = { failed: 0, completed: 1, queued: 2 };
  return facts.sort((a, b) => rank[a.state] - rank[b.state]);
}

function doneWords(outcome: string): string {
  return outcome === "" || outcome === "Done" ? "is done" : `is done · ${outcome}`;
}

/** What the failure cut off is recorded as skipped; for a person it was not reached. */
function isUnreached(step: StepView | undefined, isAfter: boolean): boolean {
  return step === undefined || step.status === "pending" || step.status === "cancelled" || (step.status === "skipped" && isAfter);
}

function sentence(message: string): string {
  const trimmed = message.trim();
  return trimmed === "" || /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
