import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useStudio } from "@/graph-react/useStudio";
import type { BlockNode } from "../store/canvasStore";
import { Note } from "./Note";

/** A note among the nodes: React Flow moves and selects it as it does blocks. */
export const NoteNode = memo(
  function NoteNode({ data, selected }: NodeProps<BlockNode>) {
    const note = useStudio((state) => state.doc.notes?.find(({ id }) => id === data.note));
    return note ? <Note note={note} selected={selected} /> : null;
  },
  (before, after) => before.id === after.id && before.selected === after.selected,
);
