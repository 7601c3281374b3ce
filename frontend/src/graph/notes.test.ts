import { describe, expect, it } from "vitest";
import { emptyDefinition, type Definition, type NoteDef } from "./definition";
import { merge } from "./merge";
import { addNote, changeNote, removeNote, withNotesAlong, withNotesInFrames } from "./notes";
import { moveBlocks } from "./operations";
import { apply, diff, revert } from "./patch";
import { block, catalogue } from "./testing/sample";

const note = (id: string, x: number, y: number, text = id): NoteDef => ({ id, text, position: { x, y }, author: "Priya", at: "2026-11-03T09:00:00Z" });
const doc: Definition = {
  ...emptyDefinition("W"),
  blocks: [
    { ...block("in", "trigger.api"), position: { x: 0, y: 0 } },
    { ...block("each", "loop"), position: { x: 0, y: 200 } },
    { ...block("body", "transform"), position: { x: 60, y: 260 }, parentId: "each" },
  ],
  notes: [note("above", 300, 0), note("inside", 40, 270)],
};
const placeOf = (drawing: Definition, id: string) => drawing.notes?.find((one) => one.id === id)?.position;

describe("notes", () => {
  it("are added under an id of their own, and those without words go", () => {
    const first = addNote({ ...doc, notes: [...(doc.notes ?? []), note("blank", 0, 0, "  ")] }, note("x", 1, 2));
    expect(first.doc.notes?.map((one) => one.text)).toEqual(["above", "inside", "x"]);
    expect(new Set(first.doc.notes?.map((one) => one.id)).size).toBe(3);
  });

  it("are one step of undo each", () => {
    const changed = changeNote(removeNote(doc, "above"), "inside", { text: "New words" });
    const step = diff(doc, changed);
    if (!step) throw new Error("no step");
    expect(revert(changed, step)).toEqual(doc);
    expect(apply(doc, step)).toEqual(changed);
  });

  it("go with the frame they stand in when it is dragged, and stay beside a card", () => {
    const moved = moveBlocks(doc, new Map([["in", { x: 500, y: 0 }], ["each", { x: 100, y: 240 }], ["body", { x: 160, y: 300 }]]));
    const after = withNotesInFrames(doc, moved, catalogue);
    expect(placeOf(after, "inside")).toEqual({ x: 140, y: 310 });
    expect(placeOf(after, "above")).toEqual({ x: 300, y: 0 });
  });

  it("go with the nearest block when the drawing is laid out anew", () => {
    const after = withNotesAlong(doc, moveBlocks(doc, new Map([["in", { x: 100, y: 50 }]])));
    expect(placeOf(after, "above")).toEqual({ x: 400, y: 50 });
    expect(placeOf(after, "inside")).toEqual({ x: 40, y: 270 });
  });

  it("of two tabs come together, and the same note is asked about", () => {
    const mine = { ...changeNote(doc, "above", { text: "mine" }), notes: [...(changeNote(doc, "above", { text: "mine" }).notes ?? []), note("new", 5, 5)] };
    const theirs = removeNote(changeNote(doc, "above", { text: "theirs" }), "inside");
    const { conflicts, resolve } = merge(doc, mine, theirs);
    expect(conflicts.map((one) => [one.key, one.name])).toEqual([["workflow:notes.above", "note"]]);
    expect(resolve({ "workflow:notes.above": "theirs" }).notes?.map((one) => one.text)).toEqual(["theirs", "new"]);
  });
});
