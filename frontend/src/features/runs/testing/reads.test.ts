import { expect, it } from "vitest";
import { emptyDefinition, type BlockDef, type Definition } from "@/graph/definition";
import { mayPin, NOTHING_TYPED, readsOf, testBody, typeIn } from "./reads";

const block = (id: string, type: string, more: Partial<BlockDef> = {}): BlockDef => ({ id, type, name: id, position: { x: 0, y: 0 }, config: {}, ...more });
const doc: Definition = {
  ...emptyDefinition(),
  blocks: [
    block("in", "trigger.api"),
    block("get", "http"),
    block("fix", "transform", { pinnedOutput: { a: 1 } }),
    block("each", "loop", { config: { collection: "{{steps.get.output.body}}" } }),
    block("tell", "http", { parentId: "each", config: { url: "{{steps.get.output.url}}", body: "{{item}}" } }),
  ],
  edges: [
    { source: "in", sourcePort: "out", target: "get" },
    { source: "get", sourcePort: "out", target: "fix" },
    { source: "fix", sourcePort: "out", target: "each" },
  ],
};
const samples = { runId: "run_1", number: 12, input: { n: 1 }, steps: { get: { output: { url: "x" }, error: null, runNumber: 9 } } };
const tell = doc.blocks[4] as BlockDef;

it("takes typed values before pinned ones before those of runs", () => {
  const typed = typeIn(NOTHING_TYPED, { key: "get", of: "step" }, { url: "typed" });
  const reads = readsOf(doc, tell, samples, typed);
  expect(reads.map(({ key, origin, isNamed }) => [key, origin.kind, isNamed])).toEqual([
    ["input", "run", false],
    ["get", "typed", true],
    ["fix", "pinned", false],
    ["item", "unknown", true],
  ]);
  expect(readsOf(doc, tell, samples, NOTHING_TYPED)[1]).toMatchObject({ value: { url: "x" }, origin: { kind: "run", number: 9 } });
});

it("knows nothing before the first run", () => {
  const before = { runId: null, number: null, input: null, steps: {} };
  expect(readsOf(doc, tell, before, NOTHING_TYPED).map(({ origin }) => origin.kind)).toEqual(["unknown", "unknown", "pinned", "unknown"]);
});

it("sends what was typed and nothing else", () => {
  const typed = typeIn(typeIn(NOTHING_TYPED, { key: "item", of: "item" }, 3), { key: "input", of: "input" }, {});
  expect(testBody(typed, false)).toEqual({ input: {}, steps: {}, items: { item: 3 } });
  expect(testBody(typeIn(typed, { key: "input", of: "input" }, undefined), true)).toEqual({ dryRun: true, steps: {}, items: { item: 3 } });
});

it("pins no null and nothing large", () => {
  expect([mayPin(null), mayPin(undefined), mayPin(0), mayPin("x".repeat(300_000))]).toEqual([false, false, true, false]);
});
