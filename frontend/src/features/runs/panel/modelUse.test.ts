import { expect, it } from "vitest";
import type { RunStep } from "@/api/types";
import { modelUseOf } from "./modelUse";

const usage = { model: "gpt-4o-mini-2024-07-18", inputTokens: 1200, outputTokens: 300, turns: 2, costUsd: 0.00036 };
const step = (more: Partial<RunStep>) => ({ type: "agent", output: null, error: null, ...more }) as RunStep;

it("says what a model took and whose accounts it read with", () => {
  const shop = { tool: "stripe.getCustomer", connection: { id: "conn_1", name: "Shop" } };
  const use = modelUseOf(step({ output: { usage, toolCalls: [shop, shop, { tool: "made_up", error: "There is no tool made_up." }] } }));
  expect(use?.words).toBe("gpt-4o-mini-2024-07-18 · 1,200 tokens in, 300 out · 2 turns · about $0.00036");
  expect(use?.tools).toEqual(["stripe.getCustomer with Shop (2 times)", "made_up"]);
});

it("says what a failed step paid for, and where no price is known", () => {
  const error = { code: "OUTPUT_INVALID", message: "No.", details: { usage: { ...usage, turns: 1, costUsd: null }, toolCalls: 0 } };
  expect(modelUseOf(step({ error }))?.words).toBe("gpt-4o-mini-2024-07-18 · 1,200 tokens in, 300 out · 1 turn · no known price");
});

it("is silent about other steps and about runs of before it was counted", () => {
  expect(modelUseOf(step({ type: "http", output: { usage } }))).toBeNull();
  expect(modelUseOf(step({ output: { usage: "much" } }))).toBeNull();
  const { costUsd: _, ...before } = usage;
  expect(modelUseOf(step({ output: { usage: before } }))?.words).toBe("gpt-4o-mini-2024-07-18 · 1,200 tokens in, 300 out · 2 turns");
});
