import { useReactFlow } from "@xyflow/react";
import { useCallback } from "react";
import { useCanvasStore } from "../store/useCanvasStore";
import { reducedMotion } from "./reducedMotion";

const AROUND = 28;
const INSPECTOR = 352;

/** Zooms so that everything is seen in the part no panel covers, never beyond 100 %. */
export function useFit(): (options?: { first?: boolean }) => void {
  const flow = useReactFlow();
  const canvas = useCanvasStore();
  return useCallback(
    ({ first = false } = {}) => {
      const { insets } = canvas.getState();
      // On opening, the inspector's place is left free: the first click then moves nothing out of sight.
      const wide = (document.querySelector(".react-flow")?.clientWidth ?? 0) > 1000;
      const right = first && wide ? Math.max(insets.right, INSPECTOR) : insets.right;
      const padding = { top: `${AROUND}px`, left: `${insets.left + AROUND}px`, right: `${right + AROUND}px`, bottom: `${insets.bottom + AROUND + 16}px` } as const;
      void flow.fitView({ padding, maxZoom: 1, minZoom: 0.2, duration: first || reducedMotion() ? 0 : 240 });
    },
    [flow, canvas],
  );
}
