import { useStore } from "zustand";
import type { CanvasState } from "./canvasStore";
import { useCanvasStore } from "./useCanvasStore";

export function useCanvas<T>(selector: (state: CanvasState) => T): T {
  return useStore(useCanvasStore(), selector);
}
