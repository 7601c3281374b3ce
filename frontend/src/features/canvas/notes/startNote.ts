import type { Point } from "@/graph/definition";
import { snap } from "@/graph/measures";
import { addNote, NOTE_WIDTH } from "@/graph/notes";
import type { StudioStore } from "@/graph/store";
import type { CanvasStore } from "../store/canvasStore";

/** Puts an empty note with its middle there, to be written at once. Who writes is filled in with the words. */
export function startNote(studio: StudioStore, canvas: CanvasStore, middle: Point): void {
  const position = snap({ x: middle.x - NOTE_WIDTH / 2, y: middle.y - 20 });
  const { doc, id } = addNote(studio.getState().doc, { text: "", position, author: "", at: "" });
  studio.getState().edit(() => doc, { merge: `note:${id}`, select: [], selectNotes: [id] });
  canvas.getState().write(id);
}
