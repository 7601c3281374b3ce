import type { Viewport } from "@xyflow/react";
import { useState } from "react";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { rectsOf, type Insets } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { fitted } from "./fitted";

/**
 * About where the drawing will be seen once its cards are measured, by the window's size. With it 500 cards are styled and
 * laid out once, as they are from far away, and not at 100 % first.
 */
export function useFirstView(insets: Insets): Viewport {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const [view] = useState(() => {
    const rects = [...rectsOf(studio.getState(), canvas.getState().nodes).values()];
    if (rects.length === 0) return { x: 0, y: 0, zoom: 1 };
    const [x, y] = [Math.min(...rects.map((rect) => rect.x)), Math.min(...rects.map((rect) => rect.y))];
    const width = Math.max(...rects.map((rect) => rect.x + rect.width)) - x;
    const height = Math.max(...rects.map((rect) => rect.y + rect.height)) - y;
    return fitted({ x, y, width, height }, { width: window.innerWidth, height: window.innerHeight }, insets, true);
  });
  return view;
}
