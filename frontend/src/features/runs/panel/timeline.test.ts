import { expect, it } from "vitest";
import type { Run, RunStep } from "@/api/types";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { fromRun } from "@/graph/runState";
import { makeScale } from "./scale";
import { buildTimeline } from "./timeline";

const T0 = Date.parse("2026-11-20T10:00:00.000Z");
const at = (ms: number) => new Date(T0 + ms).toISOString();
const block = (id: string): BlockDef => ({ id, type: "http", name: id, position: { x: 0, y: 0 }, config: {} });
const doc = { ...emptyDefinition(), blocks: ["a", "b", "c"].map(block), edges: [
  { source: "a", sourcePort: "out", target: "b" },
  { source: "a", sourcePort: "out", target: "c" },
] };
const step = (id: string, more: Partial<RunStep>): RunStep => ({
  id, stepId: `step_${id}`, name: id, type: "http", status: "completed", reason: null, iteration: [], attempts: 1, attemptLog: [], input: null,
  output: null, error: null, warnings: [], log: [], digest: null, port: "out", startedAt: at(0), completedAt: null, durationMs: null, ...more,
});
const run = (steps: RunStep[], more: Partial<Run> = {}): Run => ({
  id: "run_1", number: 1, workflowId: "wf", workflowName: "", workflowVersion: null, versionRef: "1", status: "running", triggerType: "api", test: false, dryRun: false,
  subject: null, summary: null, error: null, startedAt: at(0), completedAt: null, durationMs: null, createdAt: at(0), input: {}, output: null, waiting: [],
  triggerId: null, retryOf: null, steps, lastSeq: 1, ...more,
});

it("lists rows as they began, the skipped ones last", () => {
  const one = run([
    step("a", { durationMs: 100 }),
    step("b", { status: "skipped", startedAt: null }),
    step("c", { startedAt: at(100), durationMs: 50 }),
  ]);
  const { rows, end } = buildTimeline(doc, one, fromRun(one), T0 + 400);
  expect(rows.map((row) => row.blockId)).toEqual(["a", "c", "b"]);
  expect(end).toBe(T0 + 400);
});

it("draws failed attempts, the pauses between, and the pause that goes on", () => {
  const one = run([
    step("a", {
      status: "retrying", attempts: 2,
      attemptLog: [
        { attempt: 1, startedAt: at(0), completedAt: at(100), error: { code: "HTTP_503", message: "busy" } },
        { attempt: 2, startedAt: at(300), completedAt: at(400), error: { code: "HTTP_503", message: "busy" } },
      ],
    }),
  ]);
  const bars = buildTimeline(doc, one, fromRun(one), T0 + 900).rows[0]?.bars.map(({ kind, from, to }) => [kind, from - T0, to - T0]);
  expect(bars).toEqual([["failed", 0, 100], ["pause", 100, 300], ["failed", 300, 400], ["pause", 400, 900]]);
});

it("ends a step that was tried again with the attempt that went through", () => {
  const log = [{ attempt: 1, startedAt: at(0), completedAt: at(10), error: { code: "HTTP_503", message: "busy" } }];
  const one = run([step("a", { attempts: 2, attemptLog: log, durationMs: 500 })]);
  const bars = buildTimeline(doc, one, fromRun(one), T0 + 900).rows[0]?.bars.map(({ kind, from, to }) => [kind, from - T0, to - T0]);
  expect(bars).toEqual([["failed", 0, 10], ["pause", 10, 500], ["completed", 500, 500]]);
});

it("a running step grows to now", () => {
  const one = run([step("a", { status: "running" })]);
  expect(buildTimeline(doc, one, fromRun(one), T0 + 700).rows[0]?.bars).toEqual([{ kind: "running", from: T0, to: T0 + 700 }]);
});

it("folds a wait that is longer than all the rest", () => {
  const scale = makeScale(0, 140_000, [{ from: 0, to: 2000 }, { from: 134_000, to: 140_000 }], [{ from: 2000, to: 134_000 }]);
  expect(scale.fold?.ms).toBe(132_000);
  expect(scale.at(134_000) - scale.at(2000)).toBeCloseTo(0.22);
  expect(scale.at(140_000)).toBeCloseTo(1);
});

it("gives round ticks", () => {
  expect(makeScale(0, 900, [], []).ticks.map((tick) => tick.time)).toEqual([500]);
  expect(makeScale(0, 8000, [], []).ticks.map((tick) => tick.time)).toEqual([2000, 4000, 6000]);
});

it("draws a thousand steps inside a loop as one row and one bar, and what was reused first and without one", () => {
  const rounds = Array.from({ length: 1000 }, (_, index) => step("b", { stepId: `step_${String(index)}`, iteration: [index], startedAt: at(index), completedAt: at(index + 5), durationMs: 5 }));
  const one = run([...rounds, step("c", { reused: true, startedAt: at(-9000), durationMs: 50 })], { status: "completed", completedAt: at(1004) });
  const { rows } = buildTimeline(doc, one, fromRun(one), T0 + 1004);
  expect(rows.map((row) => row.blockId)).toEqual(["c", "b", "a"]);
  expect(rows[0]?.bars).toEqual([]);
  expect(rows[1]?.bars).toEqual([{ kind: "completed", from: T0, to: T0 + 1004 }]);
});
