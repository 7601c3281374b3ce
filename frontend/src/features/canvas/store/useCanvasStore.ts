import { use } from "react";
import type { CanvasStore } from "./canvasStore";
import { CanvasContext } from "./context";

export function useCanvasStore(): CanvasStore {
  const store = use(CanvasContext);
  if (!store) throw new Error("useCanvasStore is used outside CanvasProvider");
  return store;
}
