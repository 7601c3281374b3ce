import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import { noteRect } from "@/graph/notes";
import type { Rect } from "@/graph/route";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { reducedMotion } from "./reducedMotion";
import { fitted } from "./fitted";

/** Zooms so that everything is seen in the part no panel covers, never beyond 100 %. */
export function useFit(): (options?: { first?: boolean }) => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const canvas = useCanvasStore();
  const studio = useStudioStore();
  return useCallback(
    ({ first = false } = {}) => {
      const { width, height } = store.getState();
      const nodes = flow.getNodes();
      if (nodes.length === 0 || width === 0) return;
      const bounds = [flow.getNodesBounds(nodes), ...(studio.getState().doc.notes ?? []).map(noteRect)].reduce(union);
      const viewport = fitted(bounds, { width, height }, canvas.getState().insets, first);
      void flow.setViewport(viewport, { duration: first || reducedMotion() ? 0 : 240 });
    },
    [flow, store, canvas, studio],
  );
}

function union(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}
