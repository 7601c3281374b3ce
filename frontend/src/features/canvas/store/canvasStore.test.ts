import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { buildCatalogue } from "@/graph/catalogue";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { createStudioStore, type StudioStore } from "@/graph/store";
import { createCanvasStore, followStudio, type CanvasStore } from "./canvasStore";

const block = (id: string, y: number): BlockDef => ({ id, type: "http", name: id, position: { x: 0, y }, config: {} });

let studio: StudioStore;
let canvas: CanvasStore;
let stop: () => void;

beforeEach(() => {
  const doc = { ...emptyDefinition(), blocks: [block("a", 0), block("b", 120), block("c", 240)], edges: [{ source: "a", sourcePort: "out", target: "b" }] };
  studio = createStudioStore({ doc, catalogue: buildCatalogue([]) });
  canvas = createCanvasStore(studio);
  stop = followStudio(canvas, studio);
});
afterEach(() => stop());

describe("the canvas follows the studio", () => {
  it("hands React Flow the very same nodes and edges while one types into a form", () => {
    const { nodes, edges, geometry } = canvas.getState();
    studio.getState().updateConfig("b", { url: "https://x.test" });
    expect(canvas.getState().nodes).toBe(nodes);
    expect(canvas.getState().edges).toBe(edges);
    expect(canvas.getState().geometry).toBe(geometry);
  });

  it("makes one new node for the one that moved", () => {
    const { nodes } = canvas.getState();
    studio.getState().moveBlocks(new Map([["b", { x: 40, y: 120 }]]));
    const after = canvas.getState().nodes;
    expect(after.filter((node, index) => node !== nodes[index]).map((node) => node.id)).toEqual(["b"]);
  });

  it("routes only the edges at a dragged block anew", () => {
    studio.getState().addEdge({ source: "b", sourcePort: "out", target: "c" });
    const before = canvas.getState().geometry.routes;
    canvas.getState().onNodesChange([{ type: "position", id: "c", position: { x: 80, y: 260 }, dragging: true }]);
    const after = canvas.getState().geometry.routes;
    expect(after.get("a:out>b")).toBe(before.get("a:out>b"));
    expect(after.get("b:out>c")).not.toEqual(before.get("b:out>c"));
  });

  it("selects in the studio what is selected on the canvas", () => {
    canvas.getState().onNodesChange([{ type: "select", id: "a", selected: true }, { type: "select", id: "c", selected: true }]);
    expect(studio.getState().selection).toEqual(["a", "c"]);
    expect(canvas.getState().nodes.map((node) => node.selected)).toEqual([true, false, true]);
  });

  it("draws notes behind blocks and tells them apart in the selection", () => {
    const note = { id: "a", text: "x", position: { x: 300, y: 0 }, author: "", at: "" };
    studio.getState().updateDoc({ notes: [note] });
    expect(canvas.getState().nodes.map((node) => node.id)).toEqual(["note:a", "a", "b", "c"]);
    canvas.getState().onNodesChange([{ type: "select", id: "note:a", selected: true }, { type: "select", id: "c", selected: true }]);
    expect(studio.getState()).toMatchObject({ selection: ["c"], selectedNotes: ["a"] });
    canvas.getState().onNodesChange([{ type: "select", id: "note:a", selected: false }]);
    expect(studio.getState()).toMatchObject({ selection: ["c"], selectedNotes: [] });
  });

  it("keeps an edge pointed at while one goes from it to its tools", () => {
    vi.useFakeTimers();
    const { pointAt } = canvas.getState();
    pointAt("a:out>b");
    pointAt(null);
    pointAt("a:out>b");
    vi.runAllTimers();
    expect(canvas.getState().pointedEdge).toBe("a:out>b");
    pointAt(null);
    vi.runAllTimers();
    expect(canvas.getState().pointedEdge).toBeNull();
    vi.useRealTimers();
  });

  it("aims at the edge under a point, not at those of the dragged block", () => {
    expect(canvas.getState().aim({ x: 116, y: 100 })?.target).toBe("b");
    expect(canvas.getState().dropEdge).toBe("a:out>b");
    expect(canvas.getState().aim({ x: 116, y: 100 }, "b")).toBeNull();
    expect(canvas.getState().aim({ x: 900, y: 100 })).toBeNull();
  });
});
