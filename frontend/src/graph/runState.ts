/** What a run looks like on the canvas, folded from its events; the same fold Python's fixtures are replayed against. */
import type { EdgeDef, Json } from "./definition";
import { ERROR_PORT } from "./ports";

export type StepStatus = "pending" | "running" | "completed" | "failed" | "skipped" | "retrying" | "waiting" | "cancelled";

export type RunStatus = "pending" | "running" | "suspended" | "completed" | "failed" | "timed_out" | "cancelled";

export interface StepError {
  code: string;
  message: string;
}

export interface StepView {
  status: StepStatus;
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
  steps: {
    id: string;
    stepId?: string | null;
    status: string;
    reason?: string | null;
    attempts?: number;
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
    steps[step.id] = prune({
      status: step.status as StepStatus,
      stepId: step.stepId ?? undefined,
      startedAt: step.startedAt ?? undefined,
      durationMs: step.durationMs ?? undefined,
      attempt: step.attempts,
      digest: step.digest ?? undefined,
      port: step.port,
      reason: step.reason ?? undefined,
      until: step.stepId ? until.get(step.stepId) : undefined,
      error: errorOf(step.error),
    });
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
  const after = applyToStep(before, verb, event);
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

/** A run that is over leaves nothing turning: what never came to an end was stopped. */
function settle(steps: Record<string, StepView>): Record<string, StepView> {
  const unfinished: ReadonlySet<StepStatus> = new Set(["running", "retrying", "waiting"]);
  if (!Object.values(steps).some((step) => unfinished.has(step.status))) return steps;
  return Object.fromEntries(
    Object.entries(steps).map(([id, step]) => [id, unfinished.has(step.status) ? { ...step, status: "cancelled" as const } : step]),
  );
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
    case "completed":
      return prune({
        status: "completed",
        stepId,
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
