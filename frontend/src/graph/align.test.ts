import { describe, expect, it } from "vitest";
import { align } from "./align";
import { block, catalogue, drawing, inside } from "./testing/sample";

const doc = drawing(
  [
    block("a", "wait", {}, { x: 100, y: 0 }),
    block("b", "wait", {}, { x: 160, y: 150 }),
    block("c", "wait", {}, { x: 40, y: 600 }),
    block("each", "loop", {}, { x: 900, y: 40 }),
    inside("each", block("find", "wait", {}, { x: 944, y: 102 })),
  ],
  [],
);
const places = (chosen: string[], how: "column" | "row" | "evenly") => Object.fromEntries(align(doc, catalogue, chosen, how, () => 80));

describe("aligning", () => {
  it("puts blocks under the middle of the topmost, or on its height", () => {
    expect(places(["c", "b", "a"], "column")).toEqual({ a: { x: 100, y: 0 }, b: { x: 100, y: 150 }, c: { x: 100, y: 600 } });
    expect(places(["b", "c"], "row")).toEqual({ b: { x: 160, y: 150 }, c: { x: 40, y: 150 } });
  });

  it("leaves equal room between them and the outermost where they are", () => {
    expect(places(["a", "b", "c"], "evenly")).toEqual({ a: { x: 100, y: 0 }, b: { x: 160, y: 300 }, c: { x: 40, y: 600 } });
    expect(places(["a", "b"], "evenly")).toEqual({});
  });

  it("takes what is in a frame along, once", () => {
    expect(places(["a", "each", "find"], "row")).toEqual({ a: { x: 100, y: 0 }, each: { x: 900, y: 0 }, find: { x: 944, y: 62 } });
  });
});
