import { useReactFlow } from "@xyflow/react";
import { useState, type PointerEvent as ReactPointerEvent } from "react";
import { frameAt, rectsOf } from "@/graph/frames";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useCanvasStore } from "../store/useCanvasStore";
import type { Entry } from "./entries";
import { useAddBlock } from "./useAddBlock";

export interface PaletteDrag {
  entry: Entry;
  x: number;
  y: number;
  /** Over an edge it would be put into. */
  aimed: boolean;
}

const THRESHOLD = 5;

/** Dragging out of the palette with pointer events: works by mouse, pen and touch, and shows where the block would go. */
export function usePaletteDrag() {
  const [drag, setDrag] = useState<PaletteDrag | null>(null);
  const { screenToFlowPosition } = useReactFlow();
  const canvas = useCanvasStore();
  const studio = useStudioStore();
  const add = useAddBlock();

  const begin = (entry: Entry, start: ReactPointerEvent) => {
    if (start.button !== 0) return;
    let dragging = false;
    const over = (event: PointerEvent) => Boolean(document.elementFromPoint(event.clientX, event.clientY)?.closest(".react-flow"));
    const aim = (event: PointerEvent) => {
      const at = over(event) && !entry.type.isTrigger ? screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false }) : null;
      const edge = canvas.getState().aim(at);
      const { doc, catalogue } = studio.getState();
      canvas.getState().aimFrame(at && !edge ? frameAt(doc, catalogue, rectsOf(doc, catalogue), at) : null);
      return edge;
    };
    const move = (event: PointerEvent) => {
      if (!dragging && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < THRESHOLD) return;
      dragging = true;
      event.preventDefault();
      setDrag({ entry, x: event.clientX, y: event.clientY, aimed: aim(event) !== null });
    };
    const end = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", end);
      window.removeEventListener("keydown", escape, true);
      canvas.getState().aim(null);
      canvas.getState().aimFrame(null);
      setDrag(null);
    };
    const drop = (event: PointerEvent) => {
      if (dragging && over(event)) {
        const into = aim(event) ?? undefined;
        const at = screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
        add(entry, { point: { x: at.x - 116, y: at.y - 26 }, into });
      }
      end();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", end);
    window.addEventListener("keydown", escape, true);
  };

  return { drag, begin };
}
