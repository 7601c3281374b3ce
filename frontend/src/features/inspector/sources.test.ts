import { expect, it } from "vitest";
import { buildCatalogue, type BlockType } from "@/graph/catalogue";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { buildSources, sameBlocks, scopeBlocks } from "./sources";

const block = (id: string, type: string, config: BlockDef["config"] = {}): BlockDef => ({ id, type, name: id.toUpperCase(), position: { x: 0, y: 0 }, config });
const doc = {
  ...emptyDefinition(),
  blocks: [block("start", "trigger.api"), block("get", "http"), block("shape", "transform"), block("apart", "http")],
  edges: [
    { source: "start", sourcePort: "out", target: "get" },
    { source: "get", sourcePort: "out", target: "shape" },
  ],
};
const http = { type: "http", name: "HTTP request", outputSchema: { type: "object", properties: { status: { type: "integer" } } } } as unknown as BlockType;
const loop = { type: "loop", name: "Loop", isContainer: true, outputSchema: null, configSchema: { properties: { itemVariable: {} } } } as unknown as BlockType;
const lanes = { type: "parallel", name: "Parallel", isContainer: true, outputSchema: null, configSchema: { properties: {} } } as unknown as BlockType;
const catalogue = buildCatalogue([http, loop, lanes]);
const samples = { runId: "run_1", number: 12, input: { a: 1 }, steps: { get: { output: { status: 200 }, error: null, runNumber: 12 } } };

it("offers the input and every block before this one, nearest last", () => {
  const sources = buildSources(scopeBlocks(doc, "shape"), catalogue, samples);
  expect(sources.map(({ root, name, sample }) => [root.join("."), name, sample])).toEqual([
    ["input", "START", { a: 1 }],
    ["steps.get.output", "GET", { status: 200 }],
  ]);
});

it("offers the input to a block that nothing leads to yet", () => {
  expect(buildSources(scopeBlocks(doc, "apart"), catalogue, null).map((source) => source.name)).toEqual(["START"]);
});

it("is the same while only a config is typed in", () => {
  const typed = { ...doc, blocks: doc.blocks.map((one) => (one.id === "get" ? { ...one, config: { url: "x" } } : one)) };
  const renamed = { ...doc, blocks: doc.blocks.map((one) => (one.id === "get" ? { ...one, name: "Fetch" } : one)) };
  expect(sameBlocks(scopeBlocks(doc, "shape"), scopeBlocks(typed, "shape"))).toBe(true);
  expect(sameBlocks(scopeBlocks(doc, "shape"), scopeBlocks(renamed, "shape"))).toBe(false);
});

it("offers the item and its place inside frames, by the names they are given there, with the first item as sample", () => {
  const inside = (frame: string, one: BlockDef): BlockDef => ({ ...one, parentId: frame });
  const nested = {
    ...emptyDefinition(),
    blocks: [
      block("start", "trigger.api"), block("orders", "loop", { collection: "{{input.orders}}", itemVariable: "order" }), inside("orders", block("both", "parallel")),
      inside("both", block("lines", "loop", { collection: "{{ order.lines }}", indexVariable: "place" })), inside("lines", block("post", "http")),
    ],
    edges: [{ source: "start", sourcePort: "out", target: "orders" }],
  };
  const run = { ...samples, input: { orders: [{ id: 7, lines: [{ sku: "PRO" }] }] } };
  const sources = buildSources(scopeBlocks(nested, "post"), catalogue, run);
  expect(sources.map(({ root, sample }) => [root.join("."), sample]).slice(1)).toEqual([
    ["order", { id: 7, lines: [{ sku: "PRO" }] }],
    ["index", 0],
    ["item", { sku: "PRO" }],
    ["place", 0],
  ]);
  expect(buildSources(scopeBlocks(nested, "orders"), catalogue, run).map((source) => source.root.join("."))).toEqual(["input"]);
});
