import { useState } from "react";
import { Canvas } from "@/features/canvas/Canvas";
import { CanvasProvider } from "@/features/canvas/CanvasProvider";
import type { Catalogue } from "@/graph/catalogue";
import { definitionOf, type Definition } from "@/graph/definition";
import { createStudioStore } from "@/graph/store";
import { StudioProvider } from "@/graph-react/StudioProvider";

/** A canvas to look around in, on which nothing can be changed. */
export function Drawing({ doc, catalogue }: { doc: Definition; catalogue: Catalogue }) {
  const [store] = useState(() => createStudioStore({ doc: definitionOf(doc), catalogue, editable: false }));
  return (
    <StudioProvider store={store}>
      <CanvasProvider>
        <Canvas />
      </CanvasProvider>
    </StudioProvider>
  );
}
