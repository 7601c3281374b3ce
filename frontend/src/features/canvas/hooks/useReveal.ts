import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useCanvas } from "../store/useCanvas";
import { useCanvasStore } from "../store/useCanvasStore";
import { reducedMotion } from "./reducedMotion";

const MARGIN = 40;
/** The panel of finding and replacing, which lies over the canvas. */
const FINDING = 416;

/** Brings an asked-for block into view: only as far as needed, and not at all when it is seen already. */
export function useReveal(): void {
  const reveal = useCanvas((state) => state.reveal);
  const flow = useReactFlow();
  const store = useStoreApi();
  const canvas = useCanvasStore();
  useEffect(() => {
    if (!reveal) return undefined;
    const frame = requestAnimationFrame(() => {
      const node = flow.getNode(reveal.id);
      if (!node) return;
      const { width, height, transform } = store.getState();
      const [tx, ty, zoom] = transform;
      const box = { x: node.position.x * zoom + tx, y: node.position.y * zoom + ty, w: 232 * zoom, h: (node.measured?.height ?? 94) * zoom };
      const { insets, finding } = canvas.getState();
      const right = width - insets.right;
      const besidePanel = insets.left + FINDING;
      const left = finding && right - besidePanel >= box.w + 2 * MARGIN ? besidePanel : insets.left;
      const dx = shift(box.x, box.w, left, right);
      const dy = shift(box.y, box.h + 40 * zoom, 0, height - insets.bottom);
      if (dx !== 0 || dy !== 0) void flow.setViewport({ x: tx + dx, y: ty + dy, zoom }, { duration: reducedMotion() ? 0 : 240 });
    });
    return () => cancelAnimationFrame(frame);
  }, [reveal, flow, store, canvas]);
}

function shift(at: number, size: number, from: number, to: number): number {
  const start = from + MARGIN;
  if (at < start) return start - at;
  return at + size > to - MARGIN ? Math.max(to - MARGIN - at - size, start - at) : 0;
}
