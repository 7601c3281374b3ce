import { expect, it } from "vitest";
import type { BlockHeat } from "@/api/types";
import { emptyDefinition } from "@/graph/definition";
import { block, catalogue, edge } from "@/graph/testing/sample";
import { heatOverlay } from "./heatOverlay";
import { share } from "./text";

const fared = (id: string, more: Partial<BlockHeat>): BlockHeat => ({ id, completed: 0, failed: 0, skipped: 0, other: 0, ports: {}, p50Ms: null, p95Ms: null, ...more });

it("paints volume, failures and durations, and edges by what went through", () => {
  const doc = { ...emptyDefinition(), blocks: [block("in", "trigger.api"), block("big", "condition"), block("post", "http"), block("small", "wait")], edges: [edge("in -> big"), edge("big.true -> post"), edge("big.false -> small")] };
  const blocks = [
    fared("in", { completed: 200, ports: { out: 200 } }),
    fared("big", { completed: 200, ports: { true: 50 } }),
    fared("post", { completed: 49, failed: 1, p50Ms: 120 }),
    fared("gone", { completed: 900 }),
  ];
  const overlay = heatOverlay(catalogue, doc, { runs: 200, runsRead: 200, isWhole: true, blocks });
  expect(overlay.blocks.get("post")).toEqual({ tone: "shaky", text: "50× · 2 % failed", share: 0.25, durationMs: 120 });
  expect(overlay.blocks.get("in")?.tone).toBe("fine");
  expect(overlay.edges.get("big:true>post")).toEqual({ tone: "fine", label: "Yes · 50", share: 0.25 });
  expect(overlay.edges.get("big:false>small")).toEqual({ tone: "unused", label: "No", share: 0 });
  expect(overlay.otherwise.tone).toBe("unused");
});

it("says shares so that few are never none", () => {
  expect([share(0, 10), share(1, 3), share(1, 300), share(1, 100_000)]).toEqual(["0 %", "33 %", "0.3 %", "under 0.1 %"]);
});
