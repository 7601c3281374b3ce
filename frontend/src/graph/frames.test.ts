import ELK from "elkjs/lib/elk.bundled.js";
import { describe, expect, it } from "vitest";
import { clipOf, parseClip, clipText, paste } from "./clipboard";
import { refusal } from "./connect";
import { duplicate } from "./duplicate";
import { dropBlocks, homeAt } from "./enclose";
import { contains, frameAt, rectsOf, withBodies } from "./frames";
import { computeGeometry } from "./geometry";
import { layout } from "./layout";
import { moveBlocks, placeInFrame } from "./operations";
import { neighbour } from "./neighbours";
import { createStudioStore } from "./store";
import { stripOf } from "./strip";
import type { Definition } from "./definition";
import { block, catalogue, drawing, edge, inside } from "./testing/sample";

const elk = new ELK();

/** start -> each [find -> post], each done -> tell; loose stands aside. */
function framed(): Definition {
  return drawing(
    [
      block("start", "trigger.api", {}, { x: 100, y: 0 }),
      block("each", "loop", { collection: "{{input.lines}}" }, { x: 56, y: 120 }),
      inside("each", block("find", "transform", {}, { x: 100, y: 182 })),
      inside("each", block("post", "http", {}, { x: 100, y: 294 })),
      block("tell", "wait", {}, { x: 100, y: 440 }),
      block("loose", "wait", {}, { x: 700, y: 200 }),
    ],
    ["start -> each", "find -> post", "each.done -> tell"],
  );
}

const parent = (doc: Definition, id: string) => doc.blocks.find((one) => one.id === id)?.parentId ?? null;
const lines = (doc: Definition) => doc.edges.map((one) => `${one.source}.${one.sourcePort} -> ${one.target}`);
const drop = (doc: Definition, id: string, x: number, y: number) => dropBlocks(doc, catalogue, new Map([[id, { x, y }]]));

describe("how large a frame is", () => {
  it("is around its body, with room for the header above", () => {
    expect(rectsOf(framed(), catalogue).get("each")).toEqual({ x: 56, y: 120, width: 352, height: 294 + 78 + 46 - 120 });
  });

  it("has room for a first block while it is empty", () => {
    const rect = rectsOf(drawing([block("each", "loop")]), catalogue).get("each");
    expect(rect).toMatchObject({ width: 352, height: 176 });
  });

  it("holds frames within frames, and is found from the inside out", () => {
    const doc = drawing([block("outer", "loop"), inside("outer", block("inner", "loop", {}, { x: 16, y: 62 })), inside("inner", block("a", "wait", {}, { x: 400, y: 124 }))]);
    const rects = rectsOf(doc, catalogue);
    const [outer, inner, a] = ["outer", "inner", "a"].map((id) => rects.get(id));
    expect(inner && a && contains(inner, { x: a.x + a.width, y: a.y + a.height })).toBe(true);
    expect(outer && inner && contains(outer, { x: inner.x + inner.width, y: inner.y + inner.height })).toBe(true);
    expect(frameAt(doc, catalogue, rects, { x: 500, y: 150 })).toBe("inner");
  });

  it("comes to an end where an import says that two stand in one another", () => {
    const doc = drawing([inside("b", block("a", "loop")), inside("a", block("b", "loop"))]);
    expect([...rectsOf(doc, catalogue).keys()].sort()).toEqual(["a", "b"]);
    expect([...withBodies(doc, ["a"])].sort()).toEqual(["a", "b"]);
  });
});

describe("dropping", () => {
  it("puts a block into the frame it is dropped in, clear of the header", () => {
    const { doc, cut } = drop(framed(), "loose", 90, 130);
    expect(parent(doc, "loose")).toBe("each");
    expect(cut).toEqual([]);
    expect(doc.blocks.find((one) => one.id === "loose")?.position.y).toBe(120 + 60);
  });

  it("cuts the edges a wall would cross, and leads on past the block", () => {
    const { doc, cut } = drop({ ...framed(), edges: [...framed().edges, edge("tell -> loose")] }, "tell", 100, 250);
    expect(parent(doc, "tell")).toBe("each");
    expect(cut).toHaveLength(2);
    expect(lines(doc)).toContain("each.done -> loose");
    expect(lines(doc).some((line) => line.includes("tell"))).toBe(false);
  });

  it("keeps a wired block in its frame until it lies wholly outside, and the frame grows", () => {
    const low = drop(framed(), "post", 100, 380);
    expect(parent(low.doc, "post")).toBe("each");
    expect(rectsOf(low.doc, catalogue).get("each")?.height).toBe(380 + 78 + 46 - 120);
    const out = drop(framed(), "post", 700, 400);
    expect(parent(out.doc, "post")).toBeNull();
    expect(lines(out.doc)).toEqual(["start.out -> each", "each.done -> tell"]);
  });

  it("moves what follows out of the way of a frame that has grown", () => {
    const { doc } = drop(framed(), "post", 100, 380);
    const rects = rectsOf(doc, catalogue);
    const [each, tell] = [rects.get("each"), rects.get("tell")];
    expect(tell?.y).toBe((each?.y ?? 0) + (each?.height ?? 0) + 34);
    expect(doc.blocks.find((one) => one.id === "loose")?.position).toEqual({ x: 700, y: 200 });
  });

  it("lets no trigger in, and no frame into itself", () => {
    const doc = framed();
    const rects = rectsOf(doc, catalogue);
    expect(homeAt(doc, catalogue, rects, "start", { x: 100, y: 250 }, new Set(["start"]))).toBeNull();
    expect(homeAt(doc, catalogue, rects, "each", { x: 100, y: 180 }, withBodies(doc, ["each"]))).toBeNull();
  });
});

describe("operations on frames", () => {
  it("adds inside after the one end of the body, beside it in a container of lanes", () => {
    expect(placeInFrame(framed(), catalogue, "each", "http").after).toEqual({ source: "post", sourcePort: "out" });
    const lanes = drawing([block("both", "parallel"), inside("both", block("a", "wait", {}, { x: 44, y: 62 }))]);
    const place = placeInFrame(lanes, catalogue, "both", "http");
    expect(place.after).toBeUndefined();
    expect(place.point.x).toBeGreaterThan(44 + 232);
  });

  it("keeps the frame for what is added after a block and into an edge inside", () => {
    const store = createStudioStore({ doc: framed(), catalogue });
    const next = store.getState().addBlock({ type: "wait", position: { x: 100, y: 400 } }, { after: { source: "post", sourcePort: "out" } });
    const between = store.getState().addBlock({ type: "wait", position: { x: 100, y: 200 } }, { into: edge("find -> post") });
    expect([next, between].map((id) => parent(store.getState().doc, id))).toEqual(["each", "each"]);
    expect(lines(store.getState().doc)).toContain(`${between}.out -> post`);
    store.getState().undo();
    store.getState().undo();
    expect(store.getState().doc.blocks).toEqual(framed().blocks);
    expect(lines(store.getState().doc).sort()).toEqual(lines(framed()).sort());
  });

  it("deletes, copies and duplicates a frame with its body", () => {
    const store = createStudioStore({ doc: framed(), catalogue });
    store.getState().remove(["each"]);
    expect(store.getState().doc.blocks.map((one) => one.id)).toEqual(["start", "tell", "loose"]);
    const copy = duplicate(framed(), ["each"]);
    expect(copy.ids).toHaveLength(3);
    const [frame, find] = copy.ids;
    expect(parent(copy.doc, find ?? "")).toBe(frame);
    expect(lines(copy.doc)).toContain(`${copy.ids[1]}.out -> ${copy.ids[2]}`);
  });

  it("pastes into the frame under the pointer, and outside of every frame", () => {
    const clip = parseClip(clipText(clipOf(framed(), ["post"])));
    if (!clip) throw new Error("not a clip");
    const into = paste(framed(), clip, { x: 100, y: 400 }, "each");
    const out = paste(framed(), clip, { x: 900, y: 400 }, null);
    expect(parent(into.doc, into.ids[0] ?? "")).toBe("each");
    expect(parent(out.doc, out.ids[0] ?? "")).toBeNull();
  });

  it("refuses edges through a wall", () => {
    expect(refusal(framed(), catalogue, edge("post -> tell"))).toBe("Post is inside Each. Lead on from Each instead.");
    expect(refusal(framed(), catalogue, edge("start -> find"))).toBe("Find is inside Each. Lead to Each instead.");
  });

  it("goes down into a frame by arrow, out of its end, and the same way back", () => {
    const doc = framed();
    expect(["each", "find", "post"].map((id) => neighbour(doc, id, "down"))).toEqual(["find", "post", "tell"]);
    expect(["tell", "post", "find"].map((id) => neighbour(doc, id, "up"))).toEqual(["post", "find", "each"]);
  });
});

describe("geometry and layout", () => {
  it("leads edges from the lower wall of a frame, around frames and not around what is in them", () => {
    const doc = framed();
    const { routes, starts } = computeGeometry(doc, catalogue, rectsOf(doc, catalogue));
    expect(routes.get("each:done>tell")?.[0]?.y).toBe(120 + 298 + 8);
    expect(routes.get("find:out>post")).toHaveLength(2);
    expect(starts.get("each")).toHaveLength(1);
  });

  it("lays frames out around their bodies, nested ones too, with nothing on anything else", async () => {
    const doc = drawing(
      [
        block("start", "trigger.api"), block("each", "loop"), inside("each", block("a", "http")), inside("each", block("sub", "loop")),
        inside("sub", block("b", "wait")), inside("sub", block("c", "wait")), inside("each", block("fix", "wait")), block("end", "wait"), block("side", "wait"),
      ],
      ["start -> each", "start -> side", "a -> sub", "a.error -> fix", "b -> c", "each.done -> end"],
    );
    const tidied = moveBlocks(doc, await layout(doc, catalogue, (graph) => elk.layout(graph)));
    const rects = rectsOf(tidied, catalogue);
    const at = (id: string) => rects.get(id) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
    for (const one of tidied.blocks) {
      expect(at(one.id)).toMatchObject(one.position);
      for (const other of tidied.blocks) {
        if (one.id >= other.id || (one.parentId ?? null) !== (other.parentId ?? null)) continue;
        const apart = Math.abs(at(one.id).x - at(other.id).x) >= 232 || at(one.id).y + at(one.id).height <= at(other.id).y || at(other.id).y + at(other.id).height <= at(one.id).y;
        expect(apart, `${one.id} and ${other.id}`).toBe(true);
      }
    }
    expect(at("end").y).toBeGreaterThan(at("each").y + at("each").height);
    expect(at("fix").x).toBeGreaterThan(at("a").x + 232);
  });
});

describe("a frame in a run", () => {
  const round = (counts: Record<string, number>) => ({ status: "completed" as const, rounds: { counts, ports: {}, open: {} } });
  const base = { problems: [], lastRun: null, lastDoc: null, overlay: null, catalogue, doc: framed() };
  const strip = (id: string, steps: Parameters<typeof stripOf>[0]["run"]) => {
    const found = framed().blocks.find((one) => one.id === id);
    if (!found) throw new Error(id);
    return stripOf({ ...base, run: steps }, found);
  };

  it("tells how many items are done, on itself and on what is inside", () => {
    const run = { runId: "r", status: "running" as const, lastSeq: 1, steps: { each: { status: "running" as const, items: 10 }, find: round({ completed: 4 }), post: round({ completed: 2, failed: 1 }) } };
    expect(strip("each", run)).toMatchObject({ tone: "running", text: "3 of 10, 1 failed", progress: { done: 3, items: 10 } });
    expect(strip("find", run).text).toBe("4 of 10");
    expect(strip("post", run).text).toBe("3 of 10, 1 failed");
  });
});
