import { describe, expect, it } from "vitest";
import { applyRunEvent, edgePaint, emptyRun, fromRun, type RunEvent, type RunView } from "./runState";
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
