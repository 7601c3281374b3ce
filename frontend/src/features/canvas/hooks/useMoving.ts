import type { ReactFlowProps } from "@xyflow/react";
import { useMemo, type RefObject } from "react";
import type { BlockNode, FlowEdge } from "../store/canvasStore";

type MovingProps = Pick<ReactFlowProps<BlockNode, FlowEdge>, "onMoveStart" | "onMoveEnd">;

/** Marks the canvas while it is panned or zoomed, so that CSS can leave out what only costs time then. */
export function useMoving(frame: RefObject<HTMLElement | null>): MovingProps {
  return useMemo(() => {
    const mark = (on: boolean) => frame.current?.setAttribute("data-moving", String(on));
    return { onMoveStart: () => void mark(true), onMoveEnd: () => void mark(false) };
  }, [frame]);
}
