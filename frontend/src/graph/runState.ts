/** What a run looks like on the canvas, folded from its events; the same fold Python's fixtures are replayed against. */
import type { EdgeDef, Json } from "./definition";
import { ERROR_PORT } from "./ports";

export type StepStatus = "pending" | "running" | "completed" | "failed" | "skipped" | "retrying" | "waiting" | "cancelled";

export type RunStatus = "pending" | "running" | "suspended" | "completed" | "failed" | "timed_out" | "cancelled";

export interface StepError {
  code: string;
  message: string;
}

/** All steps of a block inside a loop or fan-out, together. */
export interface Rounds {
  counts: Partial<Record<StepStatus, number>>;
  /** How often each port was taken. */
  ports: Record<string, number>;
  /** The steps that have not ended, by index path. */
  open: Record<string, StepStatus>;
}

/** A block in a run. Of a block inside a loop or fan-out `status` sums up all its steps, `error` is the last one there was, the rest is the latest step's. */
export interface StepView {
  status: StepStatus;
  /** The index path, "3.0", of the step that the other fields are about. */
  path?: string;
  rounds?: Rounds;
  /** Of a loop or fan-out: how many items it goes through. */
  items?: number;
  stepId?: string;
  startedAt?: string;
  durationMs?: number;
  attempt?: number;
  maxAttempts?: number;
  nextAttemptAt?: string;
  digest?: string;
  port?: string | null;
  reason?: string;
  until?: string;
  error?: StepError;
  /** Taken over from the run this one goes on with. */
  reused?: boolean;
}

export interface RunView {
  runId: string;
  number?: number;
  status: RunStatus;
  steps: Record<string, StepView>;
  /** The last event folded in; a socket that comes back asks for what follows it. */
  lastSeq: number;
  startedAt?: string;
  completedAt?: string;
  durationMs?: number;
  digest?: string;
  error?: StepError & { blockId?: string | null };
}

export interface RunEvent {
  seq: number;
  type: string;
  runId: string;
  blockId: string | null;
  /** The step's index path inside loops and fan-outs. */
  iteration?: number[];
  at: string;
  data: Record<string, Json>;
}

/** As much of `GET /runs/{id}` as the paint needs. */
export interface RunLike {
  id: string;
  number?: number;
  status: string;
  startedAt?: string | null;
  completedAt?: string | null;
  durationMs?: number | null;
  error?: unknown;
  lastSeq?: number;
  waiting?: { stepId: string; reason: string; until?: string | null }[];
  /** Steps inside loops and fan-outs by block and status: `steps` of a long run is not all of them. */
  stepCounts?: Record<string, Record<string, number>>;
  steps: {
    id: string;
    stepId?: string | null;
    status: string;
    reason?: string | null;
    iteration?: number[];
    input?: unknown;
    attempts?: number;
    reused?: boolean;
    digest?: string | null;
    port?: string | null;
    error?: unknown;
    startedAt?: string | null;
    durationMs?: number | null;
  }[];
}

export const TERMINAL_RUN: ReadonlySet<RunStatus> = new Set(["completed", "failed", "timed_out", "cancelled"]);

export function emptyRun(runId: string): RunView {
  return { runId, status: "pending", steps: {}, lastSeq: 0 };
}

export function isRunOver(view: RunView): boolean {
  return TERMINAL_RUN.has(view.status);
}

/** The view of a run as the API tells it: where a page that opens a run starts from. */
export function fromRun(run: RunLike): RunView {
  const until = new Map((run.waiting ?? []).map((entry) => [entry.stepId, entry.until ?? undefined]));
  const steps: Record<string, StepView> = {};
  for (const step of run.steps) {
    const path = (step.iteration ?? []).join(".");
    const view = prune<StepView>({
      status: step.status as StepStatus,
      path: path === "" ? undefined : path,
      items: itemsOf(step.input),
      stepId: step.stepId ?? undefined,
      startedAt: step.startedAt ?? undefined,
      durationMs: step.durationMs ?? undefined,
      attempt: step.attempts,
      digest: step.digest ?? undefined,
      port: step.port,
      reason: step.reason ?? undefined,
      until: step.stepId ? until.get(step.stepId) : undefined,
      error: errorOf(step.error),
      reused: step.reused || undefined,
    });
    steps[step.id] = path === "" ? view : together(steps[step.id], view, path);
  }
  for (const [id, counts] of Object.entries(run.stepCounts ?? {})) {
    const step = steps[id];
    if (step?.rounds) steps[id] = summed(step, { ...step.rounds, counts });
  }
  return prune({
    runId: run.id,
    number: run.number,
    status: run.status as RunStatus,
    steps,
    lastSeq: run.lastSeq ?? 0,
    startedAt: run.startedAt ?? undefined,
    completedAt: run.completedAt ?? undefined,
    durationMs: run.durationMs ?? undefined,
    error: errorOf(run.error),
  });
}

/** Folds one event in. Pure; an event seen before (a reconnect overlaps) or of another run changes nothing. */
export function applyRunEvent(view: RunView, event: RunEvent): RunView {
  if (event.runId !== view.runId || event.seq <= view.lastSeq) return view;
  const seen = { ...view, lastSeq: event.seq };
  const [subject, verb = ""] = event.type.split(".");
  if (subject === "run") return applyToRun(seen, verb, event);
  if (subject !== "step" || event.blockId === null) return seen;
  const before = view.steps[event.blockId] ?? { status: "pending" };
  const after = (event.iteration ?? []).length > 0 ? applyToRound(before, verb, event) : applyToStep(before, verb, event);
  return after === before ? seen : { ...seen, steps: { ...seen.steps, [event.blockId]: after } };
}

function applyToRun(view: RunView, verb: string, { data, at }: RunEvent): RunView {
  switch (verb) {
    case "created":
      return { ...view, number: number(data["number"]) ?? view.number };
    case "started":
    case "resumed":
      return { ...view, status: "running", startedAt: view.startedAt ?? at };
    case "suspended":
      return { ...view, status: "suspended" };
    case "completed":
    case "failed":
    case "timed_out":
    case "cancelled":
      return prune({
        ...view,
        status: verb,
        completedAt: at,
        durationMs: number(data["durationMs"]) ?? elapsed(view.startedAt, at),
        digest: text(data["digest"]) ?? view.digest,
        error: errorOf(data["error"]) ?? view.error,
        steps: settle(view.steps),
      });
    default:
      return view;
  }
}

/** Folds an event of one iteration into the view of its block. */
function applyToRound(step: StepView, verb: string, event: RunEvent): StepView {
  const path = (event.iteration ?? []).join(".");
  const own: StepView = step.path === path ? { ...step, status: step.rounds?.open[path] ?? step.status } : { status: step.rounds?.open[path] ?? "pending" };
  const after = applyToStep(own, verb, event);
  return after === own ? step : together(step, after, path);
}

/** The block's view after this step of it has changed. */
function together(step: StepView | undefined, own: StepView, path: string): StepView {
  const { counts, ports, open } = step?.rounds ?? { counts: {}, ports: {}, open: {} };
  const { [path]: before, ...others } = open;
  const changed = { ...counts, [own.status]: (counts[own.status] ?? 0) + 1 };
  if (before !== undefined) changed[before] = (changed[before] ?? 1) - 1;
  const isOver = ENDED.has(own.status);
  const taken = isOver && typeof own.port === "string" ? { ...ports, [own.port]: (ports[own.port] ?? 0) + 1 } : ports;
  return summed(prune({ ...own, path, error: own.error ?? step?.error }), { counts: changed, ports: taken, open: isOver ? others : { ...others, [path]: own.status } });
}

const ENDED: ReadonlySet<StepStatus> = new Set(["completed", "failed", "skipped", "cancelled"]);
/** What a block with several steps is said to be: the first of these that any of them is. */
const LOUDEST: StepStatus[] = ["running", "retrying", "waiting", "failed", "completed", "cancelled", "skipped"];

function summed(step: StepView, rounds: Rounds): StepView {
  return { ...step, rounds, status: LOUDEST.find((status) => (rounds.counts[status] ?? 0) > 0) ?? step.status };
}

/** How many steps of the block have ended, of those inside loops and fan-outs. */
export function roundsEnded(step: StepView | undefined): number {
  return [...ENDED].reduce((sum, status) => sum + (step?.rounds?.counts[status] ?? 0), 0);
}

/** How far a loop or fan-out has got: items done, of all. An item is done when every block that ends the body has ended. */
export function progressOf(view: RunView, container: string, ends: string[]): { done: number; items: number } | null {
  const items = view.steps[container]?.items;
  if (items === undefined || ends.length === 0) return null;
  return { done: Math.min(items, ...ends.map((id) => roundsEnded(view.steps[id]))), items };
}

/** A run that is over leaves nothing turning: what never came to an end was stopped. */
function settle(steps: Record<string, StepView>): Record<string, StepView> {
  const unfinished: ReadonlySet<StepStatus> = new Set(["running", "retrying", "waiting"]);
  if (!Object.values(steps).some((step) => unfinished.has(step.status))) return steps;
  return Object.fromEntries(
    Object.entries(steps).map(([id, step]) => [id, unfinished.has(step.status) ? stopped(step) : step]),
  );
}

function stopped(step: StepView): StepView {
  if (!step.rounds) return { ...step, status: "cancelled" };
  const { running = 0, retrying = 0, waiting = 0, pending = 0, cancelled = 0, ...counts } = step.rounds.counts;
  return summed(step, { ...step.rounds, open: {}, counts: { ...counts, cancelled: cancelled + running + retrying + waiting + pending } });
}

function applyToStep(step: StepView, verb: string, { data, at }: RunEvent): StepView {
  const stepId = text(data["stepId"]) ?? step.stepId;
  switch (verb) {
    case "started":
      return prune({
        status: "running",
        stepId,
        startedAt: (number(data["attempt"]) ?? 1) > 1 ? (step.startedAt ?? at) : at,
        attempt: number(data["attempt"]),
        maxAttempts: number(data["maxAttempts"]) ?? step.maxAttempts,
      });
    case "opened":
      return prune({ ...step, stepId, items: number(data["items"]) });
    case "completed":
      return prune({
        status: "completed",
        stepId,
        items: step.items,
        startedAt: step.startedAt,
        attempt: step.attempt,
        durationMs: number(data["durationMs"]) ?? elapsed(step.startedAt, at),
        digest: text(data["digest"]),
        port: text(data["port"]) ?? null,
      });
    case "failed":
      return prune({
        status: "failed",
        stepId,
        items: step.items,
        startedAt: step.startedAt,
        attempt: step.attempt,
        durationMs: number(data["durationMs"]) ?? elapsed(step.startedAt, at),
        port: text(data["port"]) ?? null,
        error: errorOf(data["error"]),
      });
    case "retrying":
      return prune({
        status: "retrying",
        stepId,
        startedAt: step.startedAt,
        attempt: number(data["attempt"]),
        maxAttempts: number(data["maxAttempts"]) ?? step.maxAttempts,
        nextAttemptAt: text(data["nextAttemptAt"]),
        error: errorOf(data["error"]),
      });
    case "skipped":
      return prune({ status: "skipped", stepId, reason: text(data["reason"]), port: null });
    case "waiting":
      return prune({
        status: "waiting",
        stepId,
        startedAt: step.startedAt ?? at,
        attempt: step.attempt,
        reason: text(data["reason"]),
        until: text(data["until"]),
      });
    case "cancelled":
      return prune({ ...step, status: "cancelled", stepId, durationMs: elapsed(step.startedAt, at) });
    default:
      return step;
  }
}

export type EdgePaint = "plan" | "taken" | "errorTaken" | "skipped" | "ahead";

/** How an edge is drawn: `plan` without a run; in one, taken, not taken, or not yet decided (`ahead`). */
export function edgePaint(view: RunView | null, edge: EdgeDef): EdgePaint {
  if (!view) return "plan";
  const source = view.steps[edge.source];
  const target = view.steps[edge.target];
  if (source?.rounds) {
    if ((source.rounds.ports[edge.sourcePort] ?? 0) > 0) return edge.sourcePort === ERROR_PORT ? "errorTaken" : "taken";
    return isRunOver(view) ? "skipped" : "ahead";
  }
  switch (source?.status) {
    case "completed":
    case "failed":
      if (source.port === edge.sourcePort) return edge.sourcePort === ERROR_PORT ? "errorTaken" : "taken";
      return "skipped";
    case "skipped":
    case "cancelled":
      return "skipped";
    default:
      return isRunOver(view) && (target === undefined || target.status === "skipped") && source?.status !== undefined ? "skipped" : "ahead";
  }
}

/** How many items a container was given, by its resolved config. */
function itemsOf(input: unknown): number | undefined {
  const collection = typeof input === "object" && input !== null && "collection" in input ? input.collection : undefined;
  return Array.isArray(collection) ? collection.length : undefined;
}

function errorOf(value: unknown): StepError | undefined {
  if (typeof value === "string" && value !== "") return { code: "", message: value };
  if (typeof value !== "object" || value === null) return undefined;
  const { code, message, ...rest } = value as Record<string, unknown>;
  const error = { ...rest, code: typeof code === "string" ? code : "", message: typeof message === "string" ? message : "" };
  return error.code === "" && error.message === "" ? undefined : error;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function elapsed(from: string | undefined, to: string): number | undefined {
  return from === undefined ? undefined : Math.max(0, Date.parse(to) - Date.parse(from));
}

function prune<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
