import { describe, expect, it } from "vitest";
import { align } from "./align";
import { clipOf, clipText, parseClip, paste } from "./clipboard";
import { emptyDefinition, type Definition, type NoteDef } from "./definition";
import { merge } from "./merge";
import { addNote, changeNote, moveNotes, noteKey, notesWith, removeNotes, withNotesAlong, withNotesInFrames } from "./notes";
import { moveBlocks } from "./operations";
import { apply, diff, revert } from "./patch";
import { createStudioStore } from "./store";
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
    const changed = changeNote(removeNotes(doc, ["above"]), "inside", { text: "New words" });
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
    const theirs = removeNotes(changeNote(doc, "above", { text: "theirs" }), ["inside"]);
    const { conflicts, resolve } = merge(doc, mine, theirs);
    expect(conflicts.map((one) => [one.key, one.name])).toEqual([["workflow:notes.above", "note"]]);
    expect(resolve({ "workflow:notes.above": "theirs" }).notes?.map((one) => one.text)).toEqual(["theirs", "new"]);
  });
});

describe("notes beside blocks", () => {
  it("are copied, pasted under ids of their own, and keep their distance to the blocks", () => {
    const clip = parseClip(clipText(clipOf(doc, ["in"], ["above"])));
    if (!clip) throw new Error("not a clip");
    const pasted = paste(doc, clip, { x: 1000, y: 500 });
    const [made] = pasted.notes;
    expect(made).not.toBe("above");
    expect(pasted.doc.notes).toHaveLength(3);
    expect(placeOf(pasted.doc, made ?? "")).toEqual({ x: 1300, y: 500 });
    expect(pasted.doc.notes?.at(-1)).toMatchObject({ text: "above", author: "Priya" });
  });

  it("travel alone, too, and keep their ids where nobody has them", () => {
    const clip = parseClip(clipText(clipOf(doc, [], ["above"])));
    if (!clip) throw new Error("not a clip");
    expect(paste(emptyDefinition("Other"), clip, { x: 0, y: 0 })).toMatchObject({ ids: [], notes: ["above"] });
    expect(parseClip(JSON.stringify({ notes: [{ id: "x", text: 1 }] }))).toBeNull();
  });

  it("go with the frame they stand in when it is copied or taken away", () => {
    expect(notesWith(doc, catalogue, ["each"])).toEqual(["inside"]);
    expect(notesWith(doc, catalogue, ["in"], ["above"])).toEqual(["above"]);
    const studio = createStudioStore({ doc, catalogue });
    studio.getState().remove(["each"]);
    expect(studio.getState().doc.notes?.map(({ id }) => id)).toEqual(["above"]);
    studio.getState().undo();
    expect(studio.getState().doc.notes).toEqual(doc.notes);
    expect(studio.getState().selectedNotes).toEqual(["inside"]);
  });

  it("that were moved themselves do not go with the frame a second time", () => {
    const places = new Map([["each", { x: 100, y: 200 }], [noteKey("inside"), { x: 140, y: 270 }]]);
    const after = withNotesInFrames(doc, moveNotes(moveBlocks(doc, places), places), catalogue);
    expect(placeOf(after, "inside")).toEqual({ x: 140, y: 270 });
  });

  it("are aligned with blocks", () => {
    const rects = new Map([[noteKey("above"), { x: 300, y: 10, width: 232, height: 60 }]]);
    expect(align(doc, catalogue, ["in"], "row", () => 80, rects).get(noteKey("above"))).toEqual({ x: 300, y: 0 });
  });
});
