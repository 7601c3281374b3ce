import { expect, it } from "vitest";
import { buildCatalogue, type BlockType } from "@/graph/catalogue";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { emptyRun, type RunView } from "@/graph/runState";
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
  expect(why.notRun.map(({ block: { name }, reason }) => [name, reason])).toEqual([["SMALL", "“No” of BIG was not taken."]]);
});

it("tells why a block was skipped", () => {
  const why = explain(doc, catalogue, view, "small");
  expect(why).toMatchObject({ ran: "skipped", because: "“No” of BIG was not taken." });
  expect(why.path.map(({ block: { name }, did, strong }) => [name, did, strong])).toEqual([["IN", "started the run", ""], ["BIG", "took", "Yes"]]);
});

it("tells what a block that has not run yet waits for", () => {
  expect(explain(doc, catalogue, view, "end")).toMatchObject({ ran: "not yet", because: "Waits for POST." });
});
