import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect } from "react";
import { useCanvas } from "../store/useCanvas";

const MARGIN = 40;

/** Brings an asked-for block into view: only as far as needed, and not at all when it is seen already. */
export function useReveal(): void {
  const reveal = useCanvas((state) => state.reveal);
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    if (!reveal) return undefined;
    const frame = requestAnimationFrame(() => {
      const node = flow.getNode(reveal.id);
      if (!node) return;
      const { width, height, transform } = store.getState();
      const [tx, ty, zoom] = transform;
      const box = { x: node.position.x * zoom + tx, y: node.position.y * zoom + ty, w: 232 * zoom, h: (node.measured?.height ?? 94) * zoom };
      const dx = shift(box.x, box.w, width);
      const dy = shift(box.y, box.h + 40 * zoom, height);
      if (dx !== 0 || dy !== 0) void flow.setViewport({ x: tx + dx, y: ty + dy, zoom }, { duration: reduced() ? 0 : 240 });
    });
    return () => cancelAnimationFrame(frame);
  }, [reveal, flow, store]);
}

function shift(at: number, size: number, room: number): number {
  if (at < MARGIN) return MARGIN - at;
  return at + size > room - MARGIN ? Math.max(room - MARGIN - at - size, MARGIN - at) : 0;
}

function reduced(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
