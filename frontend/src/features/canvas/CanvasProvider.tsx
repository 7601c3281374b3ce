import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useState, type ReactNode } from "react";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { CanvasContext } from "./store/context";
import { createCanvasStore, followStudio } from "./store/canvasStore";

/** One canvas and everything that talks to it: palette, problems, keys. Stands inside a StudioProvider. */
export function CanvasProvider({ children }: { children: ReactNode }) {
  const studio = useStudioStore();
  const [canvas] = useState(() => createCanvasStore(studio));
  useEffect(() => followStudio(canvas, studio), [canvas, studio]);
  return (
    <CanvasContext value={canvas}>
      <ReactFlowProvider>{children}</ReactFlowProvider>
    </CanvasContext>
  );
}
