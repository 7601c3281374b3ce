import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { findBlock } from "@/graph/definition";
import { useStudioStore } from "@/graph-react/useStudioStore";

/** `?block=post` opens that block: how a run leads to what is to be set right. */
export function useOpenBlock(): void {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const [params, setParams] = useSearchParams();
  const wanted = params.get("block");
  useEffect(() => {
    if (wanted === null) return;
    if (findBlock(studio.getState().doc, wanted)) {
      studio.getState().inspect(wanted);
      canvas.getState().show(wanted);
    }
    setParams((before) => {
      before.delete("block");
      return before;
    }, { replace: true });
  }, [wanted, studio, canvas, setParams]);
}
