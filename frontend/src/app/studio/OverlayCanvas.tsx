import { useEffect, useState } from "react";
import { Canvas } from "@/features/canvas/Canvas";
import { CanvasProvider } from "@/features/canvas/CanvasProvider";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import type { Catalogue } from "@/graph/catalogue";
import type { Definition } from "@/graph/definition";
import type { Overlay } from "@/graph/overlay";
import { createStudioStore } from "@/graph/store";
import { StudioProvider } from "@/graph-react/StudioProvider";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";

export interface OverlayCanvasProps {
  doc: Definition;
  overlay: Overlay;
  catalogue: Catalogue;
  /** The block chosen in the list beside. */
  chosen: string | null;
  onChoose: (blockId: string) => void;
}

/** A drawing of its own, only to look at, painted with something else than a run. */
export function OverlayCanvas({ doc, overlay, catalogue, chosen, onChoose }: OverlayCanvasProps) {
  const [store] = useState(() => createStudioStore({ doc, catalogue, overlay, editable: false }));
  useEffect(() => store.getState().setOverlay(overlay), [store, overlay]);
  return (
    <StudioProvider store={store}>
      <CanvasProvider>
        <Canvas />
        <Follow chosen={chosen} onChoose={onChoose} />
      </CanvasProvider>
    </StudioProvider>
  );
}

/** Keeps the selection here and the one of the list the same. */
function Follow({ chosen, onChoose }: Pick<OverlayCanvasProps, "chosen" | "onChoose">) {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const selected = useStudio((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null));
  useEffect(() => {
    if (chosen === null || studio.getState().selection[0] === chosen) return;
    studio.getState().select([chosen]);
    canvas.getState().show(chosen);
  }, [studio, canvas, chosen]);
  useEffect(() => {
    if (selected !== null) onChoose(selected);
  }, [selected, onChoose]);
  return null;
}
