import type { ReactFlowProps } from "@xyflow/react";
import { useCallback, type MouseEvent } from "react";
import { edgeKey } from "@/graph/definition";
import { useStudioStore } from "@/graph-react/useStudioStore";
import type { BlockNode, FlowEdge } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";

export type SelectingProps = Pick<ReactFlowProps<BlockNode, FlowEdge>, "onNodeClick" | "onEdgeClick" | "onEdgeMouseEnter" | "onEdgeMouseLeave" | "onPaneClick">;

/** A click on a block opens it, one on a note takes hold of it; with Ctrl or Shift it joins the selection. On the pane it lets go of everything. */
export function useSelecting(): SelectingProps {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  return {
    onNodeClick: useCallback(
      (event: MouseEvent, node: BlockNode) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (node.data.note !== undefined) {
          studio.getState().select([], [], [node.data.note]);
          studio.getState().closeInspector();
          return;
        }
        studio.getState().inspect(node.id);
        // The inspector that opens may stand where the block is.
        canvas.getState().show(node.id);
      },
      [studio, canvas],
    ),
    onEdgeClick: useCallback(
      (_event: MouseEvent, edge: FlowEdge) => {
        if (!edge.data) return;
        studio.getState().select([], [edgeKey(edge.data.edge)]);
        studio.getState().closeInspector();
      },
      [studio],
    ),
    onEdgeMouseEnter: useCallback(
      (event: MouseEvent, edge: FlowEdge) => {
        // With a button down something is being dragged over it.
        if (event.buttons === 0) canvas.getState().pointAt(edge.id);
      },
      [canvas],
    ),
    onEdgeMouseLeave: useCallback(() => canvas.getState().pointAt(null), [canvas]),
    onPaneClick: useCallback(() => {
      studio.getState().select([]);
      studio.getState().closeInspector();
    }, [studio]),
  };
}

