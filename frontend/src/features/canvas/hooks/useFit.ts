import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback } from "react";
import { useCanvasStore } from "../store/useCanvasStore";
import { reducedMotion } from "./reducedMotion";
import { fitted } from "./fitted";

/** Zooms so that everything is seen in the part no panel covers, never beyond 100 %. */
export function useFit(): (options?: { first?: boolean }) => void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const canvas = useCanvasStore();
  return useCallback(
    ({ first = false } = {}) => {
      const { width, height } = store.getState();
      const nodes = flow.getNodes();
      if (nodes.length === 0 || width === 0) return;
      const viewport = fitted(flow.getNodesBounds(nodes), { width, height }, canvas.getState().insets, first);
      void flow.setViewport(viewport, { duration: first || reducedMotion() ? 0 : 240 });
    },
    [flow, store, canvas],
  );
}
