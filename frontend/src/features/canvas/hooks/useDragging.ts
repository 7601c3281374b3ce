import { useReactFlow, type ReactFlowProps } from "@xyflow/react";
import { useMemo, useRef, type RefObject } from "react";
import type { Point } from "@/graph/definition";
import { dropBlocks, homeAt, makeRoomAround } from "@/graph/enclose";
import { rectsOf, withBodies } from "@/graph/frames";
import { moveNotes, noteKey, withNotesInFrames } from "@/graph/notes";
import { snap } from "@/graph/measures";
import { insertOnEdge, moveBlocks } from "@/graph/operations";
import { useStudioStore } from "@/graph-react/useStudioStore";
import type { BlockNode, FlowEdge } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";

type DraggingProps = Pick<ReactFlowProps<BlockNode, FlowEdge>, "onPointerDownCapture" | "onNodeDragStart" | "onNodeDrag" | "onNodeDragStop">;

/** Moving blocks and notes: one undo step a drag. What is dropped in a frame is at home there; a block without edges that is dropped on an edge goes into it. */
export function useDragging(frame: RefObject<HTMLElement | null>): DraggingProps {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const { screenToFlowPosition } = useReactFlow();
  const pressed = useRef<Point | null>(null);

  return useMemo(() => {
    const pointOf = (event: MouseEvent | TouchEvent): Point | null => {
      const at = "changedTouches" in event ? event.changedTouches[0] : event;
      return at ? screenToFlowPosition({ x: at.clientX, y: at.clientY }, { snapToGrid: false }) : null;
    };
    const isLoose = (id: string) => !studio.getState().doc.edges.some((edge) => edge.source === id || edge.target === id);
    const mark = (on: boolean) => frame.current?.setAttribute("data-dragging", String(on));

    /** How far a note lies from where it was let go: React Flow counts only from where a drag was known to be one, which a quick hand is long past. */
    const behind = (event: MouseEvent | TouchEvent, node: BlockNode): Point => {
      const [at, from] = [pointOf(event), studio.getState().doc.notes?.find(({ id }) => noteKey(id) === node.id)?.position];
      const down = pressed.current;
      if (!at || !down || !from) return { x: 0, y: 0 };
      return snap({ x: from.x + at.x - down.x - node.position.x, y: from.y + at.y - down.y - node.position.y });
    };
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
      onPointerDownCapture: ({ clientX, clientY }) => {
        pressed.current = screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false });
      },
      onNodeDragStart: () => void mark(true),
      onNodeDrag: (event, node, nodes) => {
        const loose = nodes.length === 1 && node.type !== "note" && isLoose(node.id);
        const edge = loose ? canvas.getState().aim(pointOf(event), node.id) : null;
        canvas.getState().aimFrame(edge ? null : homeOf(node, nodes));
      },
      onNodeDragStop: (event, node, nodes) => {
        mark(false);
        const { catalogue, edit, doc: before } = studio.getState();
        const into = nodes.length === 1 && node.type !== "note" && isLoose(node.id) ? canvas.getState().aim(pointOf(event), node.id) : null;
        canvas.getState().aim(null);
        canvas.getState().aimFrame(null);
        const by = behind(event, node);
        const there = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
        const drawn = placesOf(nodes.filter(({ type }) => type !== "note"));
        const places = new Map([...drawn].map(([id, at]) => [id, there(at)]));
        const notes = new Map(nodes.filter(({ type }) => type === "note").map(({ id, position }) => [id, there(position)]));
        const dropped = into ? { doc: insertOnEdge(moveBlocks(before, places), catalogue, into, node.id), cut: [] } : dropBlocks(before, catalogue, places);
        const settled = into ? makeRoomAround(before, dropped.doc, catalogue) : dropped.doc;
        edit(() => withNotesInFrames(before, moveNotes(settled, notes), catalogue));
        tellOf(dropped.cut.length, event);
      },
    };
  }, [studio, canvas, screenToFlowPosition, frame]);
}
