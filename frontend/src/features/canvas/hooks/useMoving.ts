import type { ReactFlowProps, Viewport } from "@xyflow/react";
import { useMemo, type RefObject } from "react";
import type { BlockNode, FlowEdge } from "../store/canvasStore";

type MovingProps = Pick<ReactFlowProps<BlockNode, FlowEdge>, "onMoveStart" | "onMove" | "onMoveEnd">;

/** A press on a card that cannot be dragged starts a move of the canvas; until it goes farther than this it is a click. */
const CLICK_DISTANCE = 3;

/** Marks the canvas while it is panned or zoomed, so that CSS can leave out what only costs time then. */
export function useMoving(frame: RefObject<HTMLElement | null>): MovingProps {
  return useMemo(() => marking(frame), [frame]);
}

function marking(frame: RefObject<HTMLElement | null>): MovingProps {
  let start: Viewport | null = null;
  let isMarked = false;
  const mark = (on: boolean) => {
    if (on === isMarked) return;
    isMarked = on;
    frame.current?.setAttribute("data-moving", String(on));
  };
  return {
    onMoveStart: (_event, viewport) => {
      start = viewport;
    },
    onMove: (_event, { x, y, zoom }) => {
      if (!start || zoom !== start.zoom || Math.hypot(x - start.x, y - start.y) > CLICK_DISTANCE) mark(true);
    },
    onMoveEnd: () => {
      start = null;
      mark(false);
    },
  };
}
