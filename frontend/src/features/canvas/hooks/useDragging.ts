import { useReactFlow, type ReactFlowProps } from "@xyflow/react";
import { useMemo, type RefObject } from "react";
import type { Point } from "@/graph/definition";
import { insertOnEdge, moveBlocks } from "@/graph/operations";
import { useStudioStore } from "@/graph-react/useStudioStore";
import type { BlockNode, FlowEdge } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";

type DraggingProps = Pick<ReactFlowProps<BlockNode, FlowEdge>, "onNodeDragStart" | "onNodeDrag" | "onNodeDragStop">;

/** Moving blocks: one undo step a drag. A block without edges that is dropped on an edge goes into it. */
export function useDragging(frame: RefObject<HTMLElement | null>): DraggingProps {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const { screenToFlowPosition } = useReactFlow();

  return useMemo(() => {
    const pointOf = (event: MouseEvent | TouchEvent): Point | null => {
      const at = "changedTouches" in event ? event.changedTouches[0] : event;
      return at ? screenToFlowPosition({ x: at.clientX, y: at.clientY }, { snapToGrid: false }) : null;
    };
    const isLoose = (id: string) => !studio.getState().doc.edges.some((edge) => edge.source === id || edge.target === id);
    const mark = (on: boolean) => frame.current?.setAttribute("data-dragging", String(on));

    return {
      onNodeDragStart: () => void mark(true),
      onNodeDrag: (event, node, nodes) => {
        if (nodes.length === 1 && isLoose(node.id)) canvas.getState().aim(pointOf(event), node.id);
      },
      onNodeDragStop: (event, node, nodes) => {
        mark(false);
        const { catalogue, edit } = studio.getState();
        const into = nodes.length === 1 && isLoose(node.id) ? canvas.getState().aim(pointOf(event), node.id) : null;
        canvas.getState().aim(null);
        const positions = new Map(nodes.map((moved) => [moved.id, moved.position]));
        edit((doc) => {
          const moved = moveBlocks(doc, positions);
          return into ? insertOnEdge(moved, catalogue, into, node.id) : moved;
        });
      },
    };
  }, [studio, canvas, screenToFlowPosition, frame]);
}
