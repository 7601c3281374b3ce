import { useEffect } from "react";
import { useCanvas } from "@/features/canvas/store/useCanvas";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { FindPanel } from "./FindPanel";

/** Ctrl F opens it from anywhere in the studio but a dialog. */
export function FindReplace() {
  const canvas = useCanvasStore();
  const finding = useCanvas((state) => state.finding);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const inDialog = event.target instanceof Element && event.target.closest("[aria-modal=true], [role=menu]") !== null;
      if (event.key.toLowerCase() !== "f" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.defaultPrevented || inDialog) return;
      event.preventDefault();
      canvas.getState().setFinding(true);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [canvas]);
  useEffect(() => () => canvas.getState().setFinding(false), [canvas]);
  return finding > 0 ? <FindPanel asked={finding} /> : null;
}
