import { describe, expect, it } from "vitest";
import { applyRunEvent, edgePaint, emptyRun, fromRun, progressOf, roundsEnded, type RunEvent, type RunView } from "./runState";
import { edge } from "./testing/sample";

let seq = 0;
function event(type: string, blockId: string | null, data: RunEvent["data"] = {}, at = "2026-11-20T10:00:00.000Z"): RunEvent {
  seq += 1;
  return { seq, type, runId: "run_1", blockId, at, data };
}

function play(...events: RunEvent[]): RunView {
  return events.reduce(applyRunEvent, emptyRun("run_1"));
}

describe("applyRunEvent", () => {
  it("follows a step from start over a retry to its end", () => {
    const started = play(event("run.started", null), event("step.started", "a", { stepId: "s1", attempt: 1, maxAttempts: 3 }));
    expect(started.steps["a"]).toMatchObject({ status: "running", attempt: 1, startedAt: "2026-11-20T10:00:00.000Z" });
    const retrying = applyRunEvent(started, event("step.retrying", "a", { attempt: 2, maxAttempts: 3, nextAttemptAt: "2026-11-20T10:00:04.000Z", error: { code: "HTTP_503", message: "Busy" } }));
    expect(retrying.steps["a"]).toMatchObject({ status: "retrying", attempt: 2, nextAttemptAt: "2026-11-20T10:00:04.000Z" });
    const done = applyRunEvent(retrying, event("step.completed", "a", { port: "out", digest: "3 rows", durationMs: 12 }));
    expect(done.steps["a"]).toEqual({ status: "completed", stepId: "s1", startedAt: "2026-11-20T10:00:00.000Z", attempt: 2, durationMs: 12, digest: "3 rows", port: "out" });
  });

  it("takes an event once, and none of another run", () => {
    const view = play(event("step.started", "a"));
    expect(applyRunEvent(view, { ...event("step.completed", "a"), seq: view.lastSeq })).toBe(view);
    expect(applyRunEvent(view, { ...event("step.completed", "a"), runId: "run_2" })).toBe(view);
  });

  it("repaints only the step the event is about", () => {
    const view = play(event("step.started", "a"), event("step.started", "b"));
    expect(applyRunEvent(view, event("step.completed", "b")).steps["a"]).toBe(view.steps["a"]);
  });

  it("leaves nothing turning when the run is over", () => {
    const view = play(event("run.started", null), event("step.started", "a"), event("run.cancelled", null, {}, "2026-11-20T10:00:02.000Z"));
    expect(view).toMatchObject({ status: "cancelled", durationMs: 2000, steps: { a: { status: "cancelled" } } });
  });

  it("starts from what the API tells of a run", () => {
    const view = fromRun({
      id: "run_1", status: "suspended", lastSeq: 12, waiting: [{ stepId: "s2", reason: "wait", until: "2026-11-20T11:00:00.000Z" }],
      steps: [
        { id: "a", stepId: "s1", status: "failed", attempts: 2, port: "error", error: { code: "HTTP_500", message: "No" }, durationMs: 5 },
        { id: "b", stepId: "s2", status: "waiting", reason: "wait" },
      ],
    });
    expect(view.lastSeq).toBe(12);
    expect(view.steps["a"]).toEqual({ status: "failed", stepId: "s1", attempt: 2, port: "error", error: { code: "HTTP_500", message: "No" }, durationMs: 5 });
    expect(view.steps["b"]).toMatchObject({ reason: "wait", until: "2026-11-20T11:00:00.000Z" });
  });
});

describe("inside loops", () => {
  const at = (type: string, block: string, iteration: number[], data: RunEvent["data"] = {}): RunEvent => ({ ...event(type, block, data), iteration });

  it("sums up the steps of all iterations", () => {
    const view = play(
      event("step.opened", "each", { stepId: "s0", items: 3 }),
      at("step.started", "a", [0]), at("step.completed", "a", [0], { port: "out", digest: "first" }),
      at("step.started", "a", [1]), at("step.started", "a", [2]), at("step.failed", "a", [2], { port: null, error: { code: "X", message: "x" } }),
    );
    expect(view.steps["a"]).toMatchObject({ status: "running", path: "2", rounds: { counts: { running: 1, completed: 1, failed: 1 }, ports: { out: 1 }, open: { "1": "running" } } });
    expect(progressOf(view, "each", ["a"])).toEqual({ done: 2, items: 3 });
    const done = applyRunEvent(view, at("step.completed", "a", [1], { port: "out", digest: "second" }));
    expect(done.steps["a"]).toMatchObject({ status: "failed", digest: "second", rounds: { open: {} } });
    expect(edgePaint(done, edge("a.out -> b"))).toBe("taken");
    expect(edgePaint(done, edge("a.error -> b"))).toBe("ahead");
  });

  it("counts a step once, however often it waits and is tried again", () => {
    const view = play(
      at("step.started", "a", [0]), at("step.retrying", "a", [0], { attempt: 2 }), at("step.started", "a", [0], { attempt: 2 }),
      at("step.waiting", "a", [0], { reason: "wait" }), at("step.completed", "a", [0], { port: "out" }), at("step.skipped", "a", [1]),
    );
    expect(view.steps["a"]?.rounds).toEqual({ counts: { running: 0, retrying: 0, waiting: 0, completed: 1, skipped: 1 }, ports: { out: 1 }, open: {} });
    expect(roundsEnded(view.steps["a"])).toBe(2);
    expect(view.steps["a"]?.status).toBe("completed");
  });

  it("counts what was on its way when the run ended as cancelled", () => {
    const view = play(at("step.started", "a", [0]), at("step.completed", "a", [0], { port: "out" }), at("step.started", "a", [1]), event("run.cancelled", null));
    expect(view.steps["a"]).toMatchObject({ status: "completed", rounds: { counts: { completed: 1, cancelled: 1 }, open: {} } });
  });

  it("starts from the counts that the API tells, and goes on with events", () => {
    const view = fromRun({
      id: "run_1", status: "running", lastSeq: 0, stepCounts: { a: { completed: 40, running: 1 } },
      steps: [
        { id: "each", status: "running", input: { collection: [1, 2, 3] } },
        { id: "a", status: "completed", iteration: [0], port: "out" },
        { id: "a", status: "running", iteration: [41] },
      ],
    });
    expect(view.steps["each"]?.items).toBe(3);
    expect(view.steps["a"]).toMatchObject({ status: "running", rounds: { counts: { completed: 40, running: 1 }, open: { "41": "running" } } });
    seq = 0;
    const after = applyRunEvent(view, at("step.completed", "a", [41], { port: "out" }));
    expect(after.steps["a"]?.rounds?.counts).toEqual({ completed: 41, running: 0 });
  });
});

describe("edgePaint", () => {
  const view = play(
    event("step.completed", "check", { port: "true" }),
    event("step.failed", "notify", { port: "error", error: { code: "X", message: "x" } }),
    event("step.skipped", "log", { reason: "not taken" }),
  );

  it.each([
    ["check.true -> notify", "taken"],
    ["check.false -> log", "skipped"],
    ["notify.error -> done", "errorTaken"],
    ["notify -> done", "skipped"],
    ["log -> done", "skipped"],
    ["done -> more", "ahead"],
  ])("%s is %s", (line, paint) => expect(edgePaint(view, edge(line))).toBe(paint));

  it("is the plan while no run is shown", () => expect(edgePaint(null, edge("a -> b"))).toBe("plan"));
});
