import { createContext, use } from "react";

/** Test runs that can be started at a block. The studio gives them: runs are a feature of their own. */
export interface CanvasTests {
  test: (blockId: string) => void;
  runTo: (blockId: string) => void;
  runFrom: (blockId: string) => void;
}

/** Null where nothing can be tested: on a past version, or for who may not run workflows. */
export const CanvasTestsContext = createContext<CanvasTests | null>(null);

export function useCanvasTests(): CanvasTests | null {
  return use(CanvasTestsContext);
}
