import { beforeEach, describe, expect, it } from "vitest";
import { clipOf, clipText, paste, parseClip } from "./clipboard";
import { findBlock } from "./definition";
import { duplicate } from "./duplicate";
import { keep, restore, type Shelf } from "./persist";
import { createStudioStore, type StudioStore } from "./store";
import { catalogue, edge, sample } from "./testing/sample";

function shelf(): Shelf {
  const held = new Map<string, string>();
  return { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => void held.set(key, value), removeItem: (key) => void held.delete(key) };
}

let clock = 0;
let storage = shelf();
let store: StudioStore;
const doc = () => store.getState().doc;

beforeEach(() => {
  clock = 0;
  storage = shelf();
  store = createStudioStore({ workflowId: "wf_1", doc: sample(), revision: 4, catalogue, now: () => clock });
});

describe("undo and redo", () => {
  it("goes back to the very drawing, step by step, and forward again", () => {
    const start = doc();
    store.getState().addBlock({ type: "wait", position: { x: 3, y: 500 } }, { after: { source: "done", sourcePort: "out" } });
    store.getState().remove(["notify"]);
    store.getState().updateDoc({ name: "Other" });
    const end = doc();
    for (let count = 0; count < 5; count += 1) store.getState().undo();
    expect(doc()).toEqual({ ...start, edges: expect.arrayContaining(start.edges) as unknown });
    for (let count = 0; count < 5; count += 1) store.getState().redo();
    expect(doc()).toEqual({ ...end, edges: expect.arrayContaining(end.edges) as unknown });
  });

  it("brings a deleted block back to its place with its edges", () => {
    store.getState().remove(["check"]);
    expect(doc().edges).toHaveLength(2);
    store.getState().undo();
    expect(doc().blocks.map((block) => block.id)).toEqual(["paid", "check", "notify", "log", "done"]);
    expect(doc().edges).toHaveLength(5);
    expect(store.getState().selection).toEqual(["check"]);
  });

  it("joins typing under one key within a second, and starts anew after a pause", () => {
    for (const url of ["h", "ht", "htt"]) {
      clock += 300;
      store.getState().updateConfig("notify", { url }, { merge: "notify.url" });
    }
    clock += 2000;
    store.getState().updateConfig("notify", { url: "http" }, { merge: "notify.url" });
    expect(store.getState().history.past).toHaveLength(2);
    store.getState().undo();
    expect(findBlock(doc(), "notify")?.config["url"]).toBe("htt");
    store.getState().undo();
    expect(findBlock(doc(), "notify")?.config["url"]).toContain("https://x.test");
  });

  it("knows no limit", () => {
    for (let count = 0; count < 500; count += 1) store.getState().updateBlock("done", { name: `Done ${count}` });
    for (let count = 0; count < 500; count += 1) store.getState().undo();
    expect(doc()).toEqual(sample());
  });

  it("drops what was undone once something else is done", () => {
    store.getState().updateDoc({ name: "A" });
    store.getState().undo();
    store.getState().updateDoc({ name: "B" });
    store.getState().redo();
    expect(doc().name).toBe("B");
  });

  it("leaves every other block the same object when one is typed into", () => {
    const before = doc().blocks;
    store.getState().updateConfig("notify", { url: "x" });
    expect(doc().blocks.filter((block, index) => block !== before[index]).map((block) => block.id)).toEqual(["notify"]);
  });

  it("refuses changes where nothing may be changed", () => {
    const past = createStudioStore({ doc: sample(), catalogue, editable: false });
    past.getState().remove(["check"]);
    expect(past.getState().doc.blocks).toHaveLength(5);
  });
});

describe("a reload", () => {
  it("keeps undo when the server has the same drawing", () => {
    store.getState().updateBlock("done", { name: "Finished" });
    store.getState().savedAs(5, doc());
    keep(storage, "wf_1", store.getState());
    const server = JSON.parse(JSON.stringify(doc())) as ReturnType<typeof doc>;
    const { history, unsaved } = restore(storage, "wf_1", { doc: server, revision: 5 });
    const again = createStudioStore({ doc: server, revision: 5, catalogue, history });
    expect(unsaved).toBeNull();
    again.getState().undo();
    expect(findBlock(again.getState().doc, "done")?.name).toBe("Done");
  });

  it("keeps undo when the last save landed while the page was left", () => {
    store.getState().updateBlock("done", { name: "Finished" });
    keep(storage, "wf_1", store.getState());
    const filled = { ...doc(), blocks: doc().blocks.map((block) => ({ ...block, disabled: false })) };
    const { history, unsaved } = restore(storage, "wf_1", { doc: filled, revision: 5 });
    expect(unsaved).toBeNull();
    expect(history.past).toHaveLength(1);
  });

  it("brings back work that was not saved", () => {
    store.getState().updateBlock("done", { name: "Finished" });
    keep(storage, "wf_1", store.getState());
    const { unsaved } = restore(storage, "wf_1", { doc: sample(), revision: 4 });
    expect(unsaved && findBlock(unsaved, "done")?.name).toBe("Finished");
  });

  it("keeps work that was not saved when someone else has changed the workflow, with what it was based on", () => {
    const base = doc();
    store.getState().updateBlock("done", { name: "Finished" });
    keep(storage, "wf_1", store.getState());
    const { history, unsaved, from } = restore(storage, "wf_1", { doc: { ...sample(), name: "Theirs" }, revision: 6 });
    expect(unsaved && findBlock(unsaved, "done")?.name).toBe("Finished");
    expect(from).toEqual({ doc: base, revision: 4 });
    const again = createStudioStore({ ...from, catalogue, history, unsaved });
    expect(again.getState()).toMatchObject({ saved: "dirty", revision: 4, savedDoc: base });
  });

  it("starts afresh when all was saved and someone else has changed the workflow since", () => {
    store.getState().updateBlock("done", { name: "Finished" });
    store.getState().savedAs(5, doc());
    keep(storage, "wf_1", store.getState());
    const { history, unsaved } = restore(storage, "wf_1", { doc: { ...sample(), name: "Theirs" }, revision: 6 });
    expect(unsaved).toBeNull();
    expect(history.past).toHaveLength(0);
  });
});

describe("saving", () => {
  it("is dirty from the first change to the answer, and stays so when typing went on meanwhile", () => {
    store.getState().updateDoc({ name: "A" });
    const sent = doc();
    store.getState().saving();
    store.getState().updateDoc({ name: "B" });
    store.getState().savedAs(5, sent);
    expect(store.getState()).toMatchObject({ saved: "dirty", revision: 5 });
    store.getState().savedAs(6, doc());
    expect(store.getState().saved).toBe("saved");
  });

  it("keeps mine over theirs with their revision, or takes theirs and leaves mine to undo", () => {
    store.getState().updateDoc({ name: "Mine" });
    store.getState().conflicted({ theirs: { ...sample(), name: "Theirs" }, revision: 9 });
    store.getState().updateDoc({ description: "still typing" });
    expect(store.getState().saved).toBe("conflict");
    store.getState().merge(store.getState().doc);
    expect(store.getState()).toMatchObject({ saved: "dirty", revision: 9, doc: { name: "Mine" } });

    store.getState().conflicted({ theirs: { ...sample(), name: "Theirs" }, revision: 10 });
    store.getState().takeTheirs();
    expect(store.getState()).toMatchObject({ saved: "saved", revision: 10, doc: { name: "Theirs" } });
    store.getState().undo();
    expect(doc().name).toBe("Mine");
  });
});

describe("adding", () => {
  it("gives readable ids and names nobody has yet", () => {
    expect(store.getState().addBlock({ type: "http", position: { x: 0, y: 600 } })).toBe("http_request");
    expect(store.getState().addBlock({ type: "http", position: { x: 0, y: 700 } })).toBe("http_request_2");
    expect(findBlock(doc(), "http_request_2")?.name).toBe("HTTP request 2");
    const tell = store.getState().addBlock({ type: "slack", position: { x: 0, y: 0 } });
    expect(findBlock(doc(), tell)).toMatchObject({ id: "send_a_message", config: { operation: "sendMessage" } });
  });

  it("puts a block into an edge and makes room under it, as one step", () => {
    const id = store.getState().addBlock({ type: "wait", position: { x: 0, y: 112 } }, { into: edge("paid -> check") });
    expect(doc().edges).toEqual(expect.arrayContaining([edge(`paid -> ${id}`), edge(`${id} -> check`)]));
    expect(doc().edges).not.toContainEqual(edge("paid -> check"));
    expect(findBlock(doc(), "check")?.position.y).toBeGreaterThanOrEqual(112 + 78 + 30);
    expect(findBlock(doc(), "done")?.position.y).toBeGreaterThan(360);
    store.getState().undo();
    expect(doc()).toEqual({ ...sample(), edges: expect.arrayContaining(sample().edges) as unknown });
  });
});

describe("the clipboard", () => {
  it("pastes blocks under fresh ids, wired and referring among themselves", () => {
    const clip = parseClip(clipText(clipOf(doc(), ["check", "notify"])));
    if (!clip) throw new Error("not a clip");
    const pasted = paste(doc(), clip, { x: 800, y: 100 });
    expect(pasted.ids).toEqual(["check_2", "notify_2"]);
    expect(findBlock(pasted.doc, "notify_2")).toMatchObject({ name: "Notify 2", config: { url: "https://x.test/{{steps.check_2.output.result}}" } });
    expect(pasted.doc.edges).toContainEqual(edge("check_2.true -> notify_2"));
    expect(pasted.doc.edges).toHaveLength(6);
  });

  it("keeps ids in another workflow, so that references go on to hold", () => {
    const pasted = paste({ ...sample(), blocks: [], edges: [] }, clipOf(doc(), ["check", "notify"]), { x: 0, y: 0 });
    expect(pasted.ids).toEqual(["check", "notify"]);
  });

  it.each(["hello", "{}", "[1]", '{"blocks":[{"id":1}]}', '{"kind":"other","blocks":[]}'])("leaves %s alone", (text) => {
    expect(parseClip(text)).toBeNull();
  });

  it("duplicates beside the original", () => {
    const copy = duplicate(doc(), ["done"]);
    expect(findBlock(copy.doc, "done_2")?.position).toEqual({ x: 40, y: 400 });
  });
});
