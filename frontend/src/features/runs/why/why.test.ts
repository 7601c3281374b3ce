import { expect, it } from "vitest";
import { buildCatalogue, type BlockType } from "@/graph/catalogue";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { emptyRun, type RunView } from "@/graph/runState";
import type { StepWhy } from "@/api/types";
import { iterationIn, roundView } from "./round";
import { explain } from "./why";

const condition = { type: "condition", name: "Condition", outputs: [{ id: "true", label: "Yes" }, { id: "false", label: "No" }], outputsFrom: null, canFail: true } as unknown as BlockType;
const plain = { type: "http", name: "HTTP", outputs: [{ id: "out", label: "" }], outputsFrom: null, canFail: true } as unknown as BlockType;
const catalogue = buildCatalogue([condition, plain]);
const block = (id: string, type: string): BlockDef => ({ id, type, name: id.toUpperCase(), position: { x: 0, y: 0 }, config: {} });
const doc = {
  ...emptyDefinition(),
  blocks: [block("in", "trigger.api"), block("big", "condition"), block("post", "http"), block("small", "http"), block("end", "http")],
  edges: [
    { source: "in", sourcePort: "out", target: "big" },
    { source: "big", sourcePort: "true", target: "post" },
    { source: "big", sourcePort: "false", target: "small" },
    { source: "post", sourcePort: "out", target: "end" },
    { source: "small", sourcePort: "out", target: "end" },
  ],
};
const view: RunView = {
  ...emptyRun("run_1"),
  status: "running",
  steps: {
    in: { status: "completed", port: "out", digest: "INV-1" },
    big: { status: "completed", port: "true", digest: "12,480 is over 5,000" },
    post: { status: "running" },
    small: { status: "skipped" },
  },
};

it("tells the path of edges taken and what did not run beside it", () => {
  const why = explain(doc, catalogue, view, "post");
  expect(why.ran).toBe("ran");
  expect(why.path.map(({ block: { name }, did, strong, detail }) => [name, did, strong, detail])).toEqual([
    ["IN", "started the run", "", "INV-1"],
    ["BIG", "took", "Yes", "12,480 is over 5,000"],
  ]);
  expect(why.notRun.map(({ block: { name }, reason }) => [name, reason])).toEqual([["SMALL", "BIG took “Yes”, so “No” was not taken."]]);
});

it("tells why a block was skipped", () => {
  const why = explain(doc, catalogue, view, "small");
  expect(why).toMatchObject({ ran: "skipped", because: "BIG took “Yes”, so “No” was not taken." });
  expect(why.path.map(({ block: { name }, did, strong }) => [name, did, strong])).toEqual([["IN", "started the run", ""], ["BIG", "took", "Yes"]]);
});

it("tells what a block that has not run yet waits for", () => {
  expect(explain(doc, catalogue, view, "end")).toMatchObject({ ran: "not yet", because: "Waits for POST." });
});

it("tells the path of the round that is meant, and how the round began", () => {
  const inner = (id: string, type: string): BlockDef => ({ ...block(id, type), parentId: "each" });
  const looped = {
    ...emptyDefinition(),
    blocks: [block("in", "trigger.api"), block("each", "fan-out"), inner("big", "condition"), inner("post", "http"), inner("small", "http")],
    edges: [
      { source: "in", sourcePort: "out", target: "each" },
      { source: "big", sourcePort: "true", target: "post" },
      { source: "big", sourcePort: "false", target: "small" },
    ],
  };
  // On the whole the last item took "No"; the one that is looked at took "Yes".
  const whole: RunView = {
    ...emptyRun("run_1"),
    status: "completed",
    steps: {
      in: { status: "completed", port: "out" },
      each: { status: "completed", port: "done", items: 3 },
      big: { status: "completed", port: "false", path: "2", rounds: { counts: { completed: 3 }, ports: { true: 1, false: 2 }, open: {} } },
    },
  };
  const outline = (id: string, more: Partial<StepWhy["steps"][number]>): StepWhy["steps"][number] => ({
    id, stepId: `step_${id}`, status: "completed", reason: null, iteration: [1], attempts: 1, error: null, reused: false, digest: null, port: "out", startedAt: null, durationMs: 1, ...more,
  });
  const of = { fields: [], steps: [outline("big", { port: "true" }), outline("post", {}), outline("small", { status: "skipped", port: null })] };
  const seen = roundView(looped, { id: "run_1", status: "completed", waiting: [] }, whole, { id: "post", iteration: [1] }, of);
  const why = explain(looped, catalogue, seen, "post", [1]);
  expect(why.path.map(({ block: { name }, did, strong }) => [name, did, strong])).toEqual([
    ["IN", "started the run", ""],
    ["EACH", "began", "item 2 of 3"],
    ["BIG", "took", "Yes"],
  ]);
  expect(why.notRun.map(({ block: { name }, reason }) => [name, reason])).toEqual([["SMALL", "BIG took “Yes”, so “No” was not taken."]]);
});

it("says of a frame that led on how many items it went through", () => {
  const after = { ...emptyDefinition(), blocks: [block("in", "trigger.api"), block("each", "fan-out"), block("tell", "http")], edges: [{ source: "in", sourcePort: "out", target: "each" }, { source: "each", sourcePort: "done", target: "tell" }] };
  const view: RunView = { ...emptyRun("run_1"), status: "completed", steps: { in: { status: "completed", port: "out" }, each: { status: "completed", port: "done", items: 2, digest: "2" }, tell: { status: "completed", port: "out" } } };
  expect(explain(after, catalogue, view, "tell").path.at(-1)).toMatchObject({ did: "finished", detail: "2 items" });
});

it("keeps the item for the blocks of its frame and for no others", () => {
  const inner = (id: string, parentId: string): BlockDef => ({ ...block(id, "http"), parentId });
  const two = { ...emptyDefinition(), blocks: [block("one", "loop"), block("other", "loop"), inner("a", "one"), inner("b", "one"), inner("c", "other"), block("d", "http")] };
  const round = { blockId: "a", iteration: [3] };
  expect(["a", "b", "c", "d"].map((id) => iterationIn(two, round, id))).toEqual([[3], [3], null, null]);
});
