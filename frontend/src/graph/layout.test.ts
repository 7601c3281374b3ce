import ELK from "elkjs/lib/elk.bundled.js";
import { describe, expect, it } from "vitest";
import { layout } from "./layout";
import { block, catalogue, drawing, sample } from "./testing/sample";

const elk = new ELK();
const engine = (graph: Parameters<typeof elk.layout>[0]) => elk.layout(graph);

describe("layout", () => {
  it("ranks from top to bottom, yes and no apart, the merge below both", async () => {
    const places = await layout(sample(), catalogue, engine);
    const at = (id: string) => places.get(id) ?? { x: NaN, y: NaN };
    expect(at("check").y - at("paid").y).toBe(78 + 34);
    expect(at("notify").y).toBe(at("log").y);
    expect(at("notify").y - at("check").y).toBe(78 + 46);
    expect(at("done").y).toBeGreaterThan(at("notify").y);
    expect(at("log").x - at("notify").x).toBeGreaterThanOrEqual(232 + 40);
  });

  it("stands what an error leads to at the right of its block", async () => {
    const doc = drawing([block("a", "trigger.api"), block("b", "http"), block("fix", "http"), block("tell", "wait"), block("c", "wait")], ["a -> b", "b.error -> fix", "fix -> tell", "b -> c", "tell -> c"]);
    const places = await layout(doc, catalogue, engine);
    const at = (id: string) => places.get(id) ?? { x: NaN, y: NaN };
    expect(at("fix").y).toBe(at("b").y);
    expect(at("fix").x).toBeGreaterThanOrEqual(at("b").x + 232 + 56);
    expect(at("tell").y).toBeGreaterThan(at("fix").y);
    expect(at("c").y).toBeGreaterThan(at("tell").y);
  });

  it("lays nothing on anything else", async () => {
    const blocks = Array.from({ length: 60 }, (_entry, index) => block(`b${index}`, index === 0 ? "trigger.api" : "http"));
    const edges = blocks.slice(1).map((entry, index) => `b${Math.floor(index / 2)}${index % 3 === 2 ? ".error" : ""} -> ${entry.id}`);
    const places = [...(await layout(drawing(blocks, edges), catalogue, engine)).values()];
    const clash = places.flatMap((a, i) => places.slice(i + 1).filter((b) => Math.abs(a.x - b.x) < 232 && Math.abs(a.y - b.y) < 78));
    expect(clash).toEqual([]);
  });
});
