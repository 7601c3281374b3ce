import { useCallback } from "react";
import { withNotesAlong } from "@/graph/notes";
import { moveBlocks } from "@/graph/operations";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { rectsOf } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { useFit } from "./useFit";

/** Lays the drawing out anew as one undo step. The layout engine is loaded the first time it is asked for. */
export function useTidy(): () => Promise<void> {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const fit = useFit();
  return useCallback(async () => {
    const { doc, catalogue } = studio.getState();
    const heights = new Map([...rectsOf({ doc, catalogue }, canvas.getState().nodes)].map(([id, rect]) => [id, rect.height]));
    const { tidy } = await import("../layout/tidy");
    const positions = await tidy(doc, catalogue, heights);
    // Whatever was drawn meanwhile stays; only places are taken over.
    studio.getState().edit((now) => withNotesAlong(now, moveBlocks(now, positions)));
    requestAnimationFrame(() => fit());
  }, [studio, canvas, fit]);
}
