import { expect, it } from "vitest";
import type { Run } from "@/api/types";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { emptyRun, type RunView } from "@/graph/runState";
import { explainFailure } from "./failure";

const block = (id: string, name: string, type = "http"): BlockDef => ({ id, type, name, position: { x: 0, y: 0 }, config: {} });
const doc = { ...emptyDefinition(), blocks: [block("in", "API call", "trigger.api"), block("get", "Get customer"), block("post", "Post receipt"), block("tell", "Tell revenue")] };
const view: RunView = {
  ...emptyRun("run_1"),
  status: "failed",
  steps: {
    in: { status: "completed", port: "out" },
    get: { status: "completed", port: "out", digest: "Northwind Traders" },
    post: { status: "failed", port: null, error: { code: "HTTP_400", message: "Account 4020 is inactive" } },
  },
};
const run = { steps: [], error: { code: "HTTP_400", message: "Account 4020 is inactive", blockId: "post" }, summary: null, durationMs: 900 } as unknown as Run;

it("says where, why, and what is and is not done", () => {
  const failure = explainFailure(doc, run, view);
  expect(failure).toMatchObject({ headline: "Stopped at Post receipt", cause: "Account 4020 is inactive.", mayPass: false });
  expect(failure?.facts.map(({ state, name, words }) => `${state}: ${name} ${words}`)).toEqual([
    "failed: Post receipt failed",
    "completed: Get customer is done · Northwind Traders",
    "queued: Tell revenue was not reached",
  ]);
});

it("says of a block in a loop how many rounds are done, as its card does, and not what the last one gave", () => {
  const lines = { ...doc, blocks: [...doc.blocks, block("lines", "For each line", "loop"), { ...block("find", "Find account", "data-table"), parentId: "lines" }] };
  const rounds = { counts: { completed: 2 }, ports: {}, open: {} };
  const steps: RunView["steps"] = { ...view.steps, lines: { status: "completed", port: "out", items: 2 }, find: { status: "completed", port: "out", digest: "0 items", rounds } };
  const words = explainFailure(lines, run, { ...view, steps })?.facts.map((fact) => `${fact.name} ${fact.words}`);
  expect(words).toContain("For each line is done · 2 of 2");
  expect(words).toContain("Find account is done · 2 of 2");
});

it("names the time a run took too long", () => {
  expect(explainFailure(doc, run, { ...view, status: "timed_out", durationMs: 300_000 })?.headline).toBe("The run took too long and was stopped after 5 m");
});

it("knows what may pass by itself", () => {
  const busy = { ...run, error: { code: "HTTP_503", message: "Busy", blockId: "post" } } as Run;
  expect(explainFailure(doc, busy, view)?.mayPass).toBe(true);
});

it("has nothing to say of a run that went well", () => expect(explainFailure(doc, run, { ...view, status: "completed" })).toBeNull());
