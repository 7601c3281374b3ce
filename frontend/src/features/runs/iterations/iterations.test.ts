import { describe, expect, it } from "vitest";
import type { RunStep } from "@/api/types";
import { countsOf, tellingStep, viewOfStep } from "./iterations";
import { text } from "./text";

const step = (index: number, status: RunStep["status"]): RunStep => ({
  id: "post", stepId: `step_${String(index)}`, name: "Post", type: "http", status, reason: null, iteration: [index], attempts: 1, attemptLog: [], input: null,
  output: null, error: status === "failed" ? { code: "HTTP_422", message: "refused" } : null, warnings: [], log: [], digest: null, port: "out", startedAt: null, completedAt: null, durationMs: 3,
});

describe("a block's steps inside a loop", () => {
  it("are counted by what became of them", () => {
    expect(countsOf(undefined)).toEqual({ total: 0, failed: 0 });
    expect(countsOf({ status: "failed", rounds: { counts: { completed: 1197, failed: 3 }, ports: {}, open: {} } })).toEqual({ total: 1200, failed: 3 });
  });
  it("show the failed one first, else the latest", () => {
    const steps = [step(0, "completed"), step(1, "failed"), step(2, "running")];
    expect(tellingStep(steps, undefined)?.stepId).toBe("step_1");
    expect(tellingStep(steps.slice(0, 1), undefined)?.stepId).toBe("step_0");
    expect(tellingStep([], undefined)).toBeUndefined();
  });
  it("are each painted for themselves", () => {
    const view = viewOfStep({ id: "run_1", status: "failed", waiting: [] }, step(1, "failed"), { status: "completed", stepId: "step_0" });
    expect(view).toMatchObject({ status: "failed", error: { message: "refused" } });
    expect(view.rounds).toBeUndefined();
  });
  it("are named by their place, from one", () => {
    expect(text.item([2])).toBe("Item 3");
    expect(text.item([1, 1199])).toBe("Item 2 › 1,200");
  });
});
