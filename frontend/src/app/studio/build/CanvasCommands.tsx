import { useFit } from "@/features/canvas/hooks/useFit";
import { useTidy } from "@/features/canvas/hooks/useTidy";
import { CanvasTestsContext } from "@/features/canvas/tests";
import { findBlock } from "@/graph/definition";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { use } from "react";
import { useCommands, type Command } from "../../palette/registry";
import { text } from "../text";

/** What needs the canvas in sight: laying it out, and testing the selected block. */
export function CanvasCommands() {
  const studio = useStudioStore();
  const tidy = useTidy();
  const fit = useFit();
  const tests = use(CanvasTestsContext);
  useCommands(() => {
    const { doc, selection, editable } = studio.getState();
    const block = selection.length === 1 && selection[0] ? findBlock(doc, selection[0]) : undefined;
    const act = (id: string, label: string, run: () => void, keys?: string): Command => ({ id: `studio:${id}`, group: "Actions", label, hint: text.commands.here, run, ...(keys ? { keys } : {}) });
    return [
      ...(editable && doc.blocks.length > 0 ? [act("tidy", text.commands.tidy, () => void tidy(), "Shift T")] : []),
      ...(doc.blocks.length > 0 ? [act("fit", text.commands.fit, () => fit(), "Shift 1")] : []),
      ...(block && tests ? [act("test", text.commands.test(block.name), () => tests.test(block.id)), act("run-to", text.commands.runTo(block.name), () => tests.runTo(block.id)), act("run-from", text.commands.runFrom(block.name), () => tests.runFrom(block.id))] : []),
    ];
  });
  return null;
}
