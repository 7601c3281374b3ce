import { useNavigate } from "react-router";
import type { Workflow } from "@/api/types";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { typeOf } from "@/graph/catalogue";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useCommands, type Command } from "../palette/registry";
import { text } from "./text";

/** What an open workflow adds to the palette: its blocks, its tabs, and what can be done with it. */
export function StudioCommands({ workflow }: { workflow: Workflow }) {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const navigate = useNavigate();
  useCommands(() => {
    const { doc, catalogue, editable, undo, redo, inspect } = studio.getState();
    const home = `/workflows/${workflow.id}`;
    const act = (id: string, label: string, run: () => void, keys?: string): Command => ({ id: `studio:${id}`, group: "Actions", label, hint: text.commands.here, run, ...(keys ? { keys } : {}) });
    const go = (to: string) => () => void navigate(to);
    return [
      ...(editable ? [act("undo", text.undo, undo, "Ctrl Z"), act("redo", text.redo, redo, "Ctrl Y")] : []),
      act("find", text.menu.find, () => {
        void navigate(home);
        canvas.getState().setFinding(true);
      }, "Ctrl F"),
      act("settings", text.menu.settings, () => {
        void navigate(home);
        inspect(null);
      }),
      act("keys", text.menu.keys, () => canvas.getState().setKeysOpen(true), "?"),
      act("runs", text.commands.runs, go(`${home}/runs`)),
      act("tests", text.commands.tests, go(`${home}/tests`)),
      act("heat", text.commands.heat, go(`${home}/heat`)),
      act("versions", text.commands.versions, go(`${home}/versions`)),
      act("health", text.commands.health, go(`/health?workflowId=${workflow.id}`)),
      ...doc.blocks.map((block): Command => ({ id: `block:${workflow.id}:${block.id}`, group: "Blocks", label: block.name, hint: typeOf(catalogue, block)?.name ?? block.type, run: go(`${home}?block=${encodeURIComponent(block.id)}`) })),
    ];
  });
  return null;
}
