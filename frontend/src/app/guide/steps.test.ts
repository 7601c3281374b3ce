import { expect, it } from "vitest";
import { stepsOf } from "./steps";

const facts = { workflowId: "wf_1", failedRunId: "run_1", ran: false, completed: false, built: false, connected: false };

it("ticks what the server knows and what this browser saw", () => {
  const steps = stepsOf({ ...facts, ran: true, connected: true }, { why: true });
  expect(steps.filter((step) => step.isDone).map((step) => step.id)).toEqual(["run", "why", "connect"]);
  expect(steps.find((step) => step.id === "why")?.to).toBe("/runs/run_1");
});

it("leaves the failure out where its run is gone", () => {
  expect(stepsOf({ ...facts, failedRunId: null }, {}).map((step) => step.id)).toEqual(["run", "green", "look", "build", "connect"]);
});
