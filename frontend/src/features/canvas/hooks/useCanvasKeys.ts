import { useReactFlow } from "@xyflow/react";
import { useEffect, type RefObject } from "react";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { useCanvasTests } from "../tests";
import { focusBlock } from "./focusBlock";
import { isElsewhere, isInInspector, isTyping } from "./isTyping";
import { keyActions } from "./keyActions";
import { useFit } from "./useFit";
import { useTidy } from "./useTidy";

/** All keys of the canvas; none while one types or a dialog or menu is open. */
export function useCanvasKeys(frame: RefObject<HTMLElement | null>): void {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow();
  const tidy = useTidy();
  const fit = useFit();
  const tests = useCanvasTests();
  useEffect(() => {
    const middle = () => {
      const { left, top, width, height } = frame.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: 0, height: 0 };
      const { insets } = canvas.getState();
      return flow.screenToFlowPosition({ x: left + (insets.left + width - insets.right) / 2, y: top + (height - insets.bottom) / 2 }, { snapToGrid: false });
    };
    const press = keyActions({ studio, canvas, flow, tidy, fit, middle, tests });
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && event.key === "Escape" && isInInspector(event.target)) {
        const [only] = studio.getState().selection;
        if (only) focusBlock(only);
        return;
      }
      if (event.defaultPrevented || isTyping(event.target) || isElsewhere(event.target)) return;
      if (press(event)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [studio, canvas, flow, tidy, fit, tests, frame]);
}
