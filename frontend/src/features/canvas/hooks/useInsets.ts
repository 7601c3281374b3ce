import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import type { Insets } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { reducedMotion } from "./reducedMotion";

const MARGIN = 24;

/** Panels lie over the canvas, so that it never moves; only what a new one would hide is pushed aside. */
export function useInsets({ left, right, bottom }: Insets): void {
  const canvas = useCanvasStore();
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    const before = canvas.getState().insets;
    canvas.getState().setInsets({ left, right, bottom });
    if (right <= before.right || right < 400) return;
    const bounds = flow.getNodesBounds(flow.getNodes());
    const { transform, width } = store.getState();
    const [tx, ty, zoom] = transform;
    const from = bounds.x * zoom + tx;
    const to = from + bounds.width * zoom;
    const over = to - (width - right - MARGIN);
    const room = Math.max(0, from - left - MARGIN);
    if (over > 0 && room > 0) void flow.setViewport({ x: tx - Math.min(over, room), y: ty, zoom }, { duration: reducedMotion() ? 0 : 240 });
  }, [left, right, bottom, canvas, flow, store]);
}
