import { describe, expect, it } from "vitest";
import type { Definition } from "./definition";
import { emptyDefinition } from "./definition";
import { merge } from "./merge";
import { block, edge } from "./testing/sample";

const base: Definition = {
  ...emptyDefinition("W"),
  variables: { rate: 1 },
  blocks: [block("in", "trigger.api"), block("send", "http", { url: "a", method: "GET" }), block("keep", "transform")],
  edges: [edge("in -> send"), edge("send -> keep")],
};
const withBlock = (doc: Definition, id: string, patch: object): Definition => ({ ...doc, blocks: doc.blocks.map((one) => (one.id === id ? { ...one, ...patch } : one)) });
const without = (doc: Definition, id: string): Definition => ({ ...doc, blocks: doc.blocks.filter((one) => one.id !== id), edges: doc.edges.filter((one) => one.source !== id && one.target !== id) });
const configOf = (doc: Definition, id: string) => doc.blocks.find((one) => one.id === id)?.config;

describe("two drawings made from one", () => {
  it("come together by themselves where they touch different blocks, fields and edges", () => {
    const mine = { ...withBlock(base, "send", { config: { url: "b", method: "GET" } }), variables: { rate: 1, mine: 2 } };
    const theirs = {
      ...withBlock(withBlock(base, "send", { config: { url: "a", method: "POST" } }), "keep", { name: "Keep it" }),
      name: "Theirs",
      blocks: [...withBlock(withBlock(base, "send", { config: { url: "a", method: "POST" } }), "keep", { name: "Keep it" }).blocks, block("new", "wait")],
      edges: [...base.edges, edge("keep -> new")],
    };
    const found = merge(base, mine, theirs);
    expect(found.conflicts).toEqual([]);
    expect(found.taken).toEqual({ mine: [], theirs: ["Keep", "New"], both: ["Send"] });
    const doc = found.resolve({});
    expect(configOf(doc, "send")).toEqual({ url: "b", method: "POST" });
    expect(doc.blocks.map((one) => one.id)).toEqual(["in", "send", "keep", "new"]);
    expect(doc.edges).toEqual([edge("in -> send"), edge("send -> keep"), edge("keep -> new")]);
    expect([doc.name, doc.variables]).toEqual(["Theirs", { rate: 1, mine: 2 }]);
  });

  it("ask where both changed one field, and take the rest of the block from both", () => {
    const mine = withBlock(base, "send", { config: { url: "mine", method: "GET" }, name: "Post" });
    const theirs = withBlock(base, "send", { config: { url: "theirs", method: "PUT" } });
    const { conflicts, resolve } = merge(base, mine, theirs);
    expect(conflicts).toEqual([{ key: "send", name: "Post", blockId: "send", deletedBy: null, canKeepBoth: true, fields: [{ path: "config.url", mine: "mine", theirs: "theirs" }] }]);
    expect(configOf(resolve({ send: "mine" }), "send")).toEqual({ url: "mine", method: "PUT" });
    const taken = resolve({ send: "theirs" });
    expect(configOf(taken, "send")).toEqual({ url: "theirs", method: "PUT" });
    expect(taken.blocks.find((one) => one.id === "send")?.name).toBe("Post");
  });

  it("ask where one deleted what the other changed", () => {
    const mine = withBlock(base, "keep", { name: "Keep more" });
    const { conflicts, resolve } = merge(base, mine, without(base, "keep"));
    expect(conflicts).toMatchObject([{ key: "keep", deletedBy: "theirs" }]);
    expect(resolve({ keep: "mine" }).blocks.map((one) => one.id)).toContain("keep");
    const gone = resolve({ keep: "theirs" });
    expect(gone.blocks.map((one) => one.id)).not.toContain("keep");
    expect(gone.edges).toEqual([edge("in -> send")]);
  });

  it("let go of what one deleted and nobody changed, and never ask about places", () => {
    const mine = withBlock(base, "send", { position: { x: 5, y: 5 } });
    const theirs = withBlock(without(base, "keep"), "send", { position: { x: 9, y: 9 } });
    const { conflicts, resolve } = merge(base, mine, theirs);
    expect(conflicts).toEqual([]);
    const doc = resolve({});
    expect(doc.blocks.map((one) => one.id)).toEqual(["in", "send"]);
    expect(doc.blocks[1]?.position).toEqual({ x: 5, y: 5 });
  });

  it("ask about the workflow's own fields", () => {
    const { conflicts, resolve } = merge(base, { ...base, variables: { rate: 2 } }, { ...base, variables: { rate: 3 } });
    expect(conflicts).toMatchObject([{ key: "workflow:variables.rate", blockId: null, fields: [{ mine: 2, theirs: 3 }] }]);
    expect(resolve({ "workflow:variables.rate": "theirs" }).variables).toEqual({ rate: 3 });
  });

  it("of one block can both be kept: theirs where it was, mine beside it under a name of its own", () => {
    const mine = withBlock(base, "send", { config: { url: "mine", method: "PUT" } });
    const theirs = withBlock(base, "send", { config: { url: "theirs" } });
    const { conflicts, resolve } = merge(base, mine, theirs);
    expect(conflicts).toMatchObject([{ key: "send", canKeepBoth: true }]);
    const doc = resolve({ send: "both" });
    const [copy] = doc.blocks.slice(-1);
    expect(configOf(doc, "send")?.["url"]).toBe("theirs");
    expect(copy).toMatchObject({ type: base.blocks.find((one) => one.id === "send")?.type, config: { url: "mine", method: "PUT" } });
    expect(copy?.name).toMatch(/\(mine\)$/);
    expect(new Set(doc.blocks.map((one) => one.id)).size).toBe(base.blocks.length + 1);
    expect(copy?.position.x).toBeGreaterThan(base.blocks.find((one) => one.id === "send")?.position.x ?? 0);
    expect(doc.edges).toEqual(resolve({ send: "theirs" }).edges);
  });

  it("of a trigger or a frame only one can be kept", () => {
    const trigger = merge(base, withBlock(base, "in", { name: "A" }), withBlock(base, "in", { name: "B" }));
    expect(trigger.conflicts).toMatchObject([{ key: "in", canKeepBoth: false }]);
    const framed = withBlock(base, "keep", { parentId: "send" });
    const { conflicts } = merge(framed, withBlock(framed, "send", { name: "A" }), withBlock(framed, "send", { name: "B" }));
    expect(conflicts).toMatchObject([{ key: "send", canKeepBoth: false }]);
  });
});
