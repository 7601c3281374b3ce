import { useReactFlow, type ReactFlowProps } from "@xyflow/react";
import { useMemo, type RefObject } from "react";
import type { Point } from "@/graph/definition";
import { dropBlocks, homeAt, makeRoomAround } from "@/graph/enclose";
import { rectsOf, withBodies } from "@/graph/frames";
import { withNotesInFrames } from "@/graph/notes";
import { insertOnEdge, moveBlocks } from "@/graph/operations";
import { useStudioStore } from "@/graph-react/useStudioStore";
import type { BlockNode, FlowEdge } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";

type DraggingProps = Pick<ReactFlowProps<BlockNode, FlowEdge>, "onNodeDragStart" | "onNodeDrag" | "onNodeDragStop">;

/** Moving blocks: one undo step a drag. What is dropped in a frame is at home there; a block without edges that is dropped on an edge goes into it. */
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

    const placesOf = (nodes: readonly BlockNode[]) => {
      const { doc } = studio.getState();
      const held = new Map(canvas.getState().nodes.map((node) => [node.id, node.position]));
      const places = new Map<string, Point>();
      for (const id of withBodies(doc, nodes.map((node) => node.id))) places.set(id, held.get(id) ?? { x: 0, y: 0 });
      return places;
    };
    const homeOf = (node: BlockNode, nodes: readonly BlockNode[]) => {
      const { doc, catalogue } = studio.getState();
      const moving = withBodies(doc, nodes.map((one) => one.id));
      return homeAt(doc, catalogue, rectsOf(doc, catalogue), node.id, node.position, moving);
    };
    const tellOf = (edges: number, event: MouseEvent | TouchEvent) => {
      const at = "changedTouches" in event ? event.changedTouches[0] : event;
      const box = frame.current?.getBoundingClientRect();
      if (edges > 0 && at && box) canvas.getState().refuse(text.cut(edges), { x: at.clientX - box.left, y: at.clientY - box.top });
    };

    return {
      onNodeDragStart: () => void mark(true),
      onNodeDrag: (event, node, nodes) => {
        const loose = nodes.length === 1 && isLoose(node.id);
        const edge = loose ? canvas.getState().aim(pointOf(event), node.id) : null;
        canvas.getState().aimFrame(edge ? null : homeOf(node, nodes));
      },
      onNodeDragStop: (event, node, nodes) => {
        mark(false);
        const { catalogue, edit, doc: before } = studio.getState();
        const into = nodes.length === 1 && isLoose(node.id) ? canvas.getState().aim(pointOf(event), node.id) : null;
        canvas.getState().aim(null);
        canvas.getState().aimFrame(null);
        const places = placesOf(nodes);
        const dropped = into ? { doc: insertOnEdge(moveBlocks(before, places), catalogue, into, node.id), cut: [] } : dropBlocks(before, catalogue, places);
        edit(() => withNotesInFrames(before, into ? makeRoomAround(before, dropped.doc, catalogue) : dropped.doc, catalogue));
        tellOf(dropped.cut.length, event);
      },
    };
  }, [studio, canvas, screenToFlowPosition, frame]);
}
