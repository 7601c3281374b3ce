import { useReactFlow } from "@xyflow/react";
import { useState, type PointerEvent } from "react";
import type { Point } from "@/graph/definition";
import { snap } from "@/graph/measures";

interface Held {
  from: Point;
  at: Point;
}

/** Moving a note with the pointer: where it is meanwhile, and one change when it is let go. */
export function useNoteDrag(position: Point, enabled: boolean, move: (to: Point) => void) {
  const flow = useReactFlow();
  const [held, setHeld] = useState<Held | null>(null);
  const pointOf = (event: PointerEvent) => flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });

  const placeOf = (event: PointerEvent, { from }: Held): Point => {
    const point = pointOf(event);
    if (point.x === from.x && point.y === from.y) return position;
    return snap({ x: position.x + point.x - from.x, y: position.y + point.y - from.y });
  };

  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (!enabled || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setHeld({ from: pointOf(event), at: position });
    },
    onPointerMove: (event: PointerEvent) => {
      if (held) setHeld({ ...held, at: placeOf(event, held) });
    },
    onPointerUp: (event: PointerEvent) => {
      // Where it was let go, not where it was last drawn: a quick hand is ahead of the drawing.
      const to = held ? placeOf(event, held) : position;
      if (to.x !== position.x || to.y !== position.y) move(to);
      setHeld(null);
    },
    onPointerCancel: () => setHeld(null),
  };
  return { at: held?.at ?? position, held: held !== null, handlers };
}
