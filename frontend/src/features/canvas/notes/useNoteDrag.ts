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

  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (!enabled || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setHeld({ from: pointOf(event), at: position });
    },
    onPointerMove: (event: PointerEvent) => {
      if (!held) return;
      const point = pointOf(event);
      setHeld({ ...held, at: snap({ x: position.x + point.x - held.from.x, y: position.y + point.y - held.from.y }) });
    },
    onPointerUp: () => {
      if (held && (held.at.x !== position.x || held.at.y !== position.y)) move(held.at);
      setHeld(null);
    },
    onPointerCancel: () => setHeld(null),
  };
  return { at: held?.at ?? position, held: held !== null, handlers };
}
