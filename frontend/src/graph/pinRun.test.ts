import { expect, it } from "vitest";
import { emptyDefinition, type BlockDef } from "./definition";
import { pinRun } from "./pinRun";

const block = (id: string): BlockDef => ({ id, type: "http", name: id, position: { x: 0, y: 0 }, config: {} });
const step = (id: string, status: string, output: unknown, iteration: number[] = []) => ({ id, status, iteration, output });

it("pins the input and what finished steps gave, as far as there is room", () => {
  const doc = { ...emptyDefinition(), blocks: ["in", "a", "b", "big", "body", "none"].map(block) };
  const steps = [step("in", "completed", { n: 1 }), step("a", "completed", 5), step("b", "failed", null), step("big", "completed", "x".repeat(300_000)), step("body", "completed", 1, [0]), step("gone", "completed", 1), step("none", "completed", null)];
  const found = pinRun(doc, { triggerId: "in", input: { n: 1 }, steps });
  expect([found.pinned, found.left]).toEqual([2, 1]);
  expect(found.doc.blocks.map((one) => one.pinnedOutput)).toEqual([{ n: 1 }, 5, undefined, undefined, undefined, undefined]);
  expect(pinRun(doc, { triggerId: null, input: null, steps: [] }).doc).toBe(doc);
});
