import { expect, it } from "vitest";
import type { Run } from "@/api/types";
import { emptyRun } from "@/graph/runState";
import { chosenView } from "./useRunView";

it("keeps reused steps, which have no events in the run, beside what the events tell", () => {
  const step = { id: "in", stepId: "step_1", status: "completed", reused: true, iteration: [], port: "out", startedAt: null };
  const run = { id: "run_2", status: "running", lastSeq: 3, waiting: [], steps: [step, { ...step, id: "post", reused: false, status: "running" }] } as unknown as Run;
  const live = { ...emptyRun("run_2"), status: "running" as const, lastSeq: 5, steps: { post: { status: "completed" as const } } };
  expect(chosenView(run, live)?.steps).toMatchObject({ in: { status: "completed", reused: true }, post: { status: "completed" } });
});
