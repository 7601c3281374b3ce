import { useReactFlow, type Connection, type ReactFlowProps } from "@xyflow/react";
import { useMemo, type RefObject } from "react";
import { refusal } from "@/graph/connect";
import { findBlock, type EdgeDef, type Point } from "@/graph/definition";
import { frameAt, framesAround, parentOf, rectsOf } from "@/graph/frames";
import { useStudioStore } from "@/graph-react/useStudioStore";
import type { BlockNode, FlowEdge } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";

type ConnectingProps = Pick<ReactFlowProps<BlockNode, FlowEdge>, "onConnectStart" | "onConnect" | "onConnectEnd" | "isValidConnection">;

/** Drawing an edge: any place of a card takes it, a wrong one says why, the void asks what comes next. */
export function useConnecting(frame: RefObject<HTMLElement | null>): ConnectingProps {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const { screenToFlowPosition } = useReactFlow();

  return useMemo(() => {
    const mark = (on: boolean) => frame.current?.setAttribute("data-connecting", String(on));
    const reasonFor = (edge: EdgeDef) => {
      const { doc, catalogue } = studio.getState();
      return refusal(doc, catalogue, edge);
    };

    /** A point in another frame than the source's own means that frame; one outside the own frame cannot be reached. */
    const beyondWall = (source: string, point: Point): { id: string; reason?: string } | null => {
      const { doc, catalogue } = studio.getState();
      const block = findBlock(doc, source);
      const home = block ? parentOf(doc, block) : null;
      const under = frameAt(doc, catalogue, rectsOf(doc, catalogue), point);
      if (under === home) return null;
      if (under && !framesAround(doc, source).includes(under)) return { id: under };
      return { id: source, reason: text.outside(block?.name ?? "", findBlock(doc, home ?? "")?.name ?? "") };
    };

    return {
      onConnectStart: () => {
        mark(true);
        canvas.getState().refuse(null);
      },
      isValidConnection: (connection) => reasonFor(edgeOf(connection)) === null,
      onConnect: (connection) => studio.getState().addEdge(edgeOf(connection)),
      onConnectEnd: (event, state) => {
        mark(false);
        const at = "changedTouches" in event ? event.changedTouches[0] : event;
        const box = frame.current?.getBoundingClientRect();
        if (!at || !box || !state.fromNode || !state.fromHandle?.id) return;
        const place = { x: at.clientX - box.left, y: at.clientY - box.top };
        const from = { source: state.fromNode.id, sourcePort: state.fromHandle.id };
        if (state.toNode) {
          const reason = reasonFor({ ...from, target: state.toNode.id });
          if (!state.isValid && reason) canvas.getState().refuse(reason, place);
          return;
        }
        const point = screenToFlowPosition({ x: at.clientX, y: at.clientY }, { snapToGrid: false });
        const target = beyondWall(from.source, point);
        if (target) {
          const edge = { ...from, target: target.id };
          const reason = target.reason ?? reasonFor(edge);
          if (reason) canvas.getState().refuse(reason, place);
          else studio.getState().addEdge(edge);
          return;
        }
        canvas.getState().openPicker({ at: place, point: { x: point.x - 116, y: point.y }, after: from });
      },
    };
  }, [studio, canvas, screenToFlowPosition, frame]);
}

function edgeOf({ source, sourceHandle, target }: Connection | FlowEdge): EdgeDef {
  return { source, sourcePort: sourceHandle ?? "out", target };
}
