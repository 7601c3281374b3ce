import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { findBlock } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import type { BlockNode as BlockNodeType } from "../store/canvasStore";
import { BlockCard } from "./BlockCard";

/** One node draws every block type. It takes only its id from React Flow; dragging moves its wrapper, not its content. */
export const BlockNode = memo(
  function BlockNode({ id, selected }: NodeProps<BlockNodeType>) {
    const block = useStudio((state) => findBlock(state.doc, id));
    return block ? <BlockCard block={block} selected={selected} /> : null;
  },
  (before, after) => before.id === after.id && before.selected === after.selected,
);
