import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef, type RefObject } from "react";
import { clipOf, clipText, parseClip, paste } from "@/graph/clipboard";
import { makeRoomAround, placeInside } from "@/graph/enclose";
import { frameAt, rectsOf } from "@/graph/frames";
import { notesWith, withNotesAlong } from "@/graph/notes";
import type { Point } from "@/graph/definition";
import type { StudioStore } from "@/graph/store";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { isElsewhere, isTyping } from "./isTyping";

/** Copy, cut and paste through the system's clipboard, so that blocks and notes travel between workflows, tabs and people. */
export function useClipboard(frame: RefObject<HTMLElement | null>): void {
  const studio = useStudioStore();
  const { screenToFlowPosition } = useReactFlow();
  const pointer = useRef<Point | null>(null);
  useEffect(() => {
    const element = frame.current;
    const notMine = (event: ClipboardEvent) => isTyping(event.target) || isElsewhere(event.target) || Boolean(window.getSelection()?.toString());
    const copy = (event: ClipboardEvent) => {
      const { selection, selectedNotes, editable, remove } = studio.getState();
      if (notMine(event) || selection.length + selectedNotes.length === 0) return;
      event.clipboardData?.setData("text/plain", selectedText(studio));
      event.preventDefault();
      if (event.type === "cut" && editable) remove(selection, [], selectedNotes);
    };
    const insert = (event: ClipboardEvent) => {
      if (isTyping(event.target) || isElsewhere(event.target)) return;
      const at = pointer.current ?? middleOf(element);
      if (pasteText(studio, event.clipboardData?.getData("text/plain") ?? "", screenToFlowPosition(at))) event.preventDefault();
    };
    const follow = (event: PointerEvent) => {
      pointer.current = { x: event.clientX, y: event.clientY };
    };
    const leave = () => {
      pointer.current = null;
    };
    document.addEventListener("copy", copy);
    document.addEventListener("cut", copy);
    document.addEventListener("paste", insert);
    element?.addEventListener("pointermove", follow);
    element?.addEventListener("pointerleave", leave);
    return () => {
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", copy);
      document.removeEventListener("paste", insert);
      element?.removeEventListener("pointermove", follow);
      element?.removeEventListener("pointerleave", leave);
    };
  }, [studio, frame, screenToFlowPosition]);
}

/** What is selected as text, with the notes in selected frames. */
export function selectedText(studio: StudioStore): string {
  const { doc, catalogue, selection, selectedNotes } = studio.getState();
  return clipText(clipOf(doc, selection, notesWith(doc, catalogue, selection, selectedNotes)));
}

/** False when the text is neither blocks nor notes of ours. */
export function pasteText(studio: StudioStore, text: string, at: Point): boolean {
  const clip = parseClip(text);
  const { doc, catalogue, edit, editable } = studio.getState();
  if (!clip || !editable) return false;
  const rects = rectsOf(doc, catalogue);
  const home = frameAt(doc, catalogue, rects, at);
  const pasted = paste(doc, clip, home && clip.blocks.length > 0 ? placeInside(doc, rects, home, at) : at, home);
  edit(() => withNotesAlong(pasted.doc, makeRoomAround(doc, pasted.doc, catalogue)), { select: pasted.ids, selectNotes: pasted.notes });
  return true;
}

function middleOf(element: HTMLElement | null): Point {
  const box = element?.getBoundingClientRect();
  return box ? { x: box.left + box.width / 2 - 116, y: box.top + box.height / 3 } : { x: 0, y: 0 };
}
