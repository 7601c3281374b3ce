import { useStore } from "@xyflow/react";
import { useEffect, type RefObject } from "react";

/** Below this a sentence cannot be read any more. */
export const FAR = 0.55;

/** Marks the canvas when it is zoomed far out; CSS does the rest, so that no card draws again for it. */
export function useFarAway(frame: RefObject<HTMLElement | null>): void {
  const far = useStore((state) => state.transform[2] < FAR);
  useEffect(() => {
    frame.current?.setAttribute("data-far", String(far));
  }, [far, frame]);
}
