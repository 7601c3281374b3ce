import type { Run, RunStep } from "@/api/types";
import type { Definition } from "@/graph/definition";
import { isRunOver, type RunView, type StepView } from "@/graph/runState";
import { flowOrder } from "@/graph/upstream";
import { makeScale, type Scale, type Span } from "./scale";

export type BarKind = "completed" | "failed" | "running" | "pause" | "waiting" | "cancelled";

export interface Bar extends Span {
  kind: BarKind;
}

export interface TimelineRow {
  blockId: string;
  name: string;
  type: string;
  depth: number;
  step: StepView | undefined;
  bars: Bar[];
}

export interface Timeline {
  rows: TimelineRow[];
  scale: Scale;
  start: number;
  end: number;
}

/** The steps of a run as rows in flow order, each with what it did when. `now` is where a run that goes on has got to. */
export function buildTimeline(doc: Definition, run: Run, view: RunView, now: number): Timeline {
  const start = Date.parse(view.startedAt ?? run.startedAt ?? run.createdAt);
  const all = new Map<string, RunStep[]>();
  for (const step of run.steps) {
    const known = all.get(step.id);
    if (known) known.push(step);
    else all.set(step.id, [step]);
  }
  const depths = new Map<string, number>();
  const rows = flowOrder(doc).map((block): TimelineRow => {
    const depth = block.parentId ? (depths.get(block.parentId) ?? 0) + 1 : 0;
    depths.set(block.id, depth);
    const step = view.steps[block.id];
    return { blockId: block.id, name: block.name, type: block.type, depth, step, bars: step?.rounds ? roundBars(step, all.get(block.id) ?? [], now) : barsOf(step, all.get(block.id)?.at(-1), now) };
  });
  const bars = rows.flatMap((row) => row.bars);
  const over = isRunOver(view) ? Date.parse(view.completedAt ?? run.completedAt ?? "") : now;
  const end = Math.max(start + 1, ...bars.map((bar) => bar.to), Number.isFinite(over) ? over : start);
  const waits = bars.filter((bar) => bar.kind === "waiting");
  const busy = bars.filter((bar) => bar.kind !== "waiting");
  return { rows: rows.sort(byStart), scale: makeScale(start, end, busy, waits), start, end };
}

/** What another run has done comes before all that this one did. */
function startOf({ step, bars }: TimelineRow): number {
  return step?.reused ? -Infinity : (bars[0]?.from ?? Infinity);
}

/** What has run stands in the order it began; what has not keeps its place in the flow behind it. */
function byStart(a: TimelineRow, b: TimelineRow): number {
  const [first, second] = [startOf(a), startOf(b)];
  if (first !== second) return first < second ? -1 : 1;
  return Number(a.step?.status === "skipped") - Number(b.step?.status === "skipped");
}

/** However many steps a block has inside a loop, they are one bar: from the first that is known to the last. */
function roundBars(step: StepView, details: readonly RunStep[], now: number): Bar[] {
  const starts = [step.startedAt, ...details.map((detail) => detail.startedAt)].map((at) => Date.parse(at ?? "")).filter(Number.isFinite);
  if (starts.length === 0) return [];
  const from = starts.reduce((a, b) => Math.min(a, b));
  const isOpen = step.status === "running" || step.status === "retrying" || step.status === "waiting";
  const last = step.startedAt && step.durationMs !== undefined ? Date.parse(step.startedAt) + step.durationMs : from;
  const ends = details.map((detail) => Date.parse(detail.completedAt ?? "")).filter(Number.isFinite);
  const to = isOpen ? Math.max(from, now) : ends.reduce((a, b) => Math.max(a, b), Math.max(from, last));
  const kind = step.status === "retrying" ? "pause" : step.status === "skipped" || step.status === "pending" ? null : step.status;
  return kind === null ? [] : [{ kind, from, to }];
}

function barsOf(step: StepView | undefined, detail: RunStep | undefined, now: number): Bar[] {
  // A reused step took its time in another run.
  if (!step || step.reused || step.status === "skipped" || step.status === "pending") return [];
  const started = Date.parse(step.startedAt ?? detail?.startedAt ?? "");
  if (!Number.isFinite(started)) return [];
  const end = step.durationMs !== undefined ? started + step.durationMs : Number.isFinite(Date.parse(detail?.completedAt ?? "")) ? Date.parse(detail?.completedAt ?? "") : now;
  const bars = attemptBars(detail, step, started, end, now);
  const from = bars.at(-1)?.to ?? started;
  switch (step.status) {
    case "waiting":
      return [...bars, { kind: "waiting", from, to: Math.max(from, now) }];
    case "retrying":
      return [...bars, { kind: "pause", from, to: Math.max(from, now) }];
    case "running":
      return [...bars, { kind: "running", from, to: Math.max(from, now) }];
    default: {
      if (bars.length > 0) return bars;
      const kind = step.status === "failed" || step.status === "cancelled" ? step.status : wasWait(detail) ? "waiting" : "completed";
      return [{ kind, from: started, to: Math.max(started, end) }];
    }
  }
}

/** Failed attempts in red, the pauses between them; then the last attempt as the step came out, if the log leaves it out. */
function attemptBars(detail: RunStep | undefined, step: StepView, started: number, end: number, now: number): Bar[] {
  const log = detail?.attemptLog ?? [];
  const attempts = Math.max(detail?.attempts ?? 0, step.attempt ?? 0);
  if (log.length === 0 || (attempts <= 1 && step.status !== "retrying")) return [];
  const bars: Bar[] = [];
  let last = started;
  for (const attempt of log) {
    const from = Date.parse(attempt.startedAt);
    const isOver = attempt.completedAt !== null;
    if (from > last) bars.push({ kind: "pause", from: last, to: from });
    last = isOver ? Date.parse(attempt.completedAt ?? "") : now;
    if (isOver || step.status !== "running") bars.push({ kind: attempt.error ? "failed" : isOver ? "completed" : "running", from, to: last });
  }
  const isOver = step.status === "completed" || step.status === "failed";
  if (isOver && attempts > log.length) {
    // When the last attempt began is not recorded: what lies between is nearly all pause.
    if (end > last) bars.push({ kind: "pause", from: last, to: end });
    bars.push({ kind: step.status === "failed" ? "failed" : "completed", from: end, to: end });
  }
  return bars;
}

function wasWait(detail: RunStep | undefined): boolean {
  return detail?.type === "wait" || detail?.type === "approval";
}
