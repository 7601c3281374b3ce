import type { FieldProblem } from "@/forms/SchemaForm";
import { findBlock, type BlockDef } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { text } from "./text";

/** Where the source of a code block stopped when it last ran; nothing is said of a source that has changed since. */
export function useLastFault(block: BlockDef): FieldProblem | null {
  const message = useStudio((state) => {
    const error = block.type === "code" ? state.lastRun?.steps[block.id]?.error : undefined;
    const ran = state.lastDoc && findBlock(state.lastDoc, block.id);
    return error && (!ran || ran.config["source"] === block.config["source"]) ? error.message : null;
  });
  return message === null ? null : { field: "source", severity: "error", message: text.lastStopped(message) };
}
