/** The strip at the foot of a card: what is wrong, what happens now, or what came out last. */
import type { BlockDef, Definition } from "./definition";
import { incomingEdges } from "./edgeIndex";
import { bodyIndex } from "./frames";
import { portLabel } from "./ports";
import { markOf, type OverlayTone } from "./overlay";
import { problemOf } from "./problems";
import { isRunOver, progressOf, roundsEnded, type RunView, type StepStatus, type StepView } from "./runState";
import type { StudioState } from "./store";

export type StripTone = "completed" | "running" | "retrying" | "waiting" | "failed" | "skipped" | "queued" | "cancelled" | "problem" | "off" | "none" | OverlayTone;

export interface Strip {
  tone: StripTone;
  text: string;
  /** At the right end: a length of time, one that runs up, one that runs down, or a moment. */
  durationMs?: number;
  since?: string;
  next?: string;
  until?: string;
  /** Of a frame that goes through a list: how many of its items are done. */
  progress?: { done: number; items: number };
  /** From 0 to 1, drawn as a bar. */
  share?: number;
}

export type StripSource = Pick<StudioState, "doc" | "catalogue" | "problems" | "run" | "lastRun" | "lastDoc" | "overlay">;

export function stripOf(state: StripSource, block: BlockDef): Strip {
  if (state.overlay) return markOf(state.overlay, block.id);
  if (state.run) return repeated(state, state.run, block, runStrip(state, state.run, block));
  if (block.disabled) return { tone: "off", text: "Switched off" };
  const problem = problemOf(state.problems, block.id);
  if (problem) return { tone: "problem", text: problem.message };
  const last = state.lastRun?.steps[block.id];
  if (!last) return { tone: "none", text: "Not run yet" };
  if (changedSince(state, block)) return { tone: "queued", text: "Changed since the last run" };
  if (last.status === "skipped") return { tone: "skipped", text: "Not needed last time" };
  return last.status === "completed" || last.status === "failed" ? repeated(state, state.lastRun, block, finished(last)) : { tone: "none", text: "Not run yet" };
}

export function sameStrip(a: Strip, b: Strip): boolean {
  return a.tone === b.tone && a.text === b.text && a.durationMs === b.durationMs && a.since === b.since && a.next === b.next && a.until === b.until && a.share === b.share &&
    a.progress?.done === b.progress?.done && a.progress?.items === b.progress?.items;
}

/** What a card says of a block that is done, for where there is no card: what came out, or how many rounds of a loop. */
export function outcomeOf(doc: Definition, run: RunView, block: BlockDef): string {
  const step = run.steps[block.id];
  return step ? repeated({ doc }, run, block, finished(step)).text : "";
}

function runStrip(state: StripSource, run: RunView, block: BlockDef): Strip {
  const step = run.steps[block.id];
  switch (step?.status) {
    case "completed":
    case "failed":
      return finished(step);
    case "running":
      return { tone: "running", text: (step.attempt ?? 1) > 1 ? `Attempt ${attempts(step)}` : "Running", since: step.startedAt };
    case "retrying":
      return { tone: "retrying", text: `Attempt ${attempts(step)}`, next: step.nextAttemptAt };
    case "waiting":
      return { tone: "waiting", text: waitingFor(step.reason), until: step.until, since: step.until ? undefined : step.startedAt };
    case "skipped":
      return { tone: "skipped", text: skippedBecause(state, run, block, step) };
    case "cancelled":
      return { tone: "cancelled", text: "Stopped", durationMs: step.durationMs };
    default:
      return isRunOver(run) ? { tone: "queued", text: "Not reached" } : { tone: "queued", text: waitsFor(state, run, block) };
  }
}

/** How often, where it is a matter of how often: "3 of 10" on a frame and on what is inside it. */
function repeated(state: Pick<StripSource, "doc">, run: RunView | null, block: BlockDef, strip: Strip): Strip {
  const step = run?.steps[block.id];
  if (!run || !step) return strip;
  const body = bodyIndex(state.doc).get(block.id) ?? [];
  const progress = body.length > 0 ? progressOf(run, block.id, endsOf(state, body)) : null;
  if (progress) {
    const text = `${progress.done} of ${progress.items}`;
    const failed = Math.max(0, ...body.map((one) => run.steps[one.id]?.rounds?.counts.failed ?? 0));
    if (strip.tone === "failed") return { ...strip, progress };
    return { ...strip, progress, text: failed > 0 ? `${text}, ${failed} failed` : text };
  }
  const items = block.parentId ? run.steps[block.parentId]?.items : undefined;
  if (!step.rounds || items === undefined || (block.parentId && run.steps[block.parentId]?.rounds)) return strip;
  const failed = step.rounds.counts.failed ?? 0;
  const skipped = step.rounds.counts.skipped ?? 0;
  if (strip.tone === "failed") return { ...strip, text: `${failed} of ${items} failed: ${strip.text}` };
  if (strip.tone === "running") return { tone: "running", text: tally(roundsEnded(step), items, failed, skipped) };
  return strip.tone === "completed" ? { ...strip, text: tally(roundsEnded(step), items, failed, skipped) } : strip;
}

function tally(done: number, items: number, failed: number, skipped: number): string {
  return [`${done} of ${items}`, ...(failed > 0 ? [`${failed} failed`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
}

/** The blocks that end the body of a frame. */
function endsOf({ doc }: Pick<StripSource, "doc">, body: readonly BlockDef[]): string[] {
  const leading = new Set(doc.edges.map((edge) => edge.source));
  return body.filter((block) => !leading.has(block.id)).map((block) => block.id);
}

function finished(step: StepView): Strip {
  if (step.status === "failed") return { tone: "failed", text: step.error?.message || "Failed", durationMs: step.durationMs };
  return { tone: "completed", text: step.reused ? `Reused${step.digest ? ` · ${step.digest}` : ""}` : step.digest || "Done", durationMs: step.reused ? undefined : step.durationMs };
}

function attempts(step: StepView): string {
  return step.maxAttempts ? `${step.attempt ?? 1} of ${step.maxAttempts}` : String(step.attempt ?? 1);
}

const WAITS: Record<string, string> = {
  wait: "Waiting",
  approval: "Waiting for a decision",
  rate_limit: "Asked to slow down",
  connection: "Waits for a connection",
  uncertain: "Waits for your word",
  subworkflow: "Waits for another run",
};

function waitingFor(reason: string | undefined): string {
  return reason === undefined ? "Waiting" : (WAITS[reason] ?? reason);
}

function skippedBecause({ doc, catalogue }: StripSource, run: RunView, block: BlockDef, step: StepView): string {
  for (const edge of incomingEdges(doc.edges).get(block.id) ?? []) {
    const source = run.steps[edge.source];
    const from = doc.blocks.find((candidate) => candidate.id === edge.source);
    if (!from || (source?.status !== "completed" && source?.status !== "failed")) continue;
    const label = portLabel(catalogue, from, edge.sourcePort);
    if (edge.sourcePort === "error") return "Skipped: no error";
    if (label !== "") return `Skipped: “${label}” not taken`;
  }
  return step.reason?.includes(" ") ? `Skipped: ${step.reason}` : "Skipped";
}

function waitsFor({ doc }: StripSource, run: RunView, block: BlockDef): string {
  const open = (incomingEdges(doc.edges).get(block.id) ?? []).filter((edge) => !settled(run.steps[edge.source]?.status));
  const count = new Set(open.map((edge) => edge.source)).size;
  if (count === 0) return "Queued";
  return count === 1 ? "Waits for 1 block" : `Waits for ${count} blocks`;
}

function settled(status: StepStatus | undefined): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}

/** Another config, connection or handling than in the drawing that ran; moving or naming is no change. */
function changedSince({ lastDoc }: StripSource, block: BlockDef): boolean {
  const then = lastDoc?.blocks.find((candidate) => candidate.id === block.id);
  return then !== undefined && then !== block && (then.config !== block.config || then.type !== block.type || then.connectionId !== block.connectionId);
}
