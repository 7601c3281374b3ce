import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { useCanvasTests } from "../tests";
import { focusBlock } from "./focusBlock";
import { isElsewhere, isInInspector, isTyping } from "./isTyping";
import { keyActions } from "./keyActions";
import { useFit } from "./useFit";
import { useTidy } from "./useTidy";

/** All keys of the canvas; none while one types or a dialog or menu is open. */
export function useCanvasKeys(): void {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow();
  const tidy = useTidy();
  const fit = useFit();
  const tests = useCanvasTests();
  useEffect(() => {
    const press = keyActions({ studio, canvas, flow, tidy, fit, tests });
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
  }, [studio, canvas, flow, tidy, fit, tests]);
}
