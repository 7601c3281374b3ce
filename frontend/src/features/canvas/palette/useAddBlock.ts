import { useReactFlow } from "@xyflow/react";
import { findBlock, type EdgeDef, type Point } from "@/graph/definition";
import { isWired } from "@/graph/edgeIndex";
import { placeInside } from "@/graph/enclose";
import { bodyIndex, frameAt, isFrame, rectsOf, sizeOfNew } from "@/graph/frames";
import { CARD_WIDTH } from "@/graph/measures";
import { freePlace, lineUp, placeAfter, placeInFrame } from "@/graph/operations";
import { portsOf } from "@/graph/ports";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { focusBlock } from "../hooks/focusBlock";
import { useCanvasStore } from "../store/useCanvasStore";
import type { Entry } from "./entries";

/** Dropped this close to a column, a block joins it. */
const NEAR = 24;
/** How far below its top edge a dragged card hangs at the pointer. */
const GRAB = 26;

export interface AddTarget {
  point?: Point;
  after?: { source: string; sourcePort: string };
  into?: EdgeDef;
  inside?: string;
}

/** Places what was picked: at the given place, into an edge, after a port, inside a frame, else in or after the selected block. */
export function useAddBlock() {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow();

  return (entry: Entry, target: AddTarget = {}) => {
    const state = studio.getState();
    if (!state.editable) return;
    const { doc, catalogue } = state;
    if (entry.existing) {
      if (target.after) {
        state.addEdge({ ...target.after, target: entry.existing.id });
        focusBlock(target.after.source);
      } else {
        state.inspect(entry.existing.id);
        canvas.getState().show(entry.existing.id);
        focusBlock(entry.existing.id);
      }
      return;
    }
    const into = entry.type.isTrigger ? undefined : target.into;
    const placed = target.point !== undefined || into !== undefined;
    const rects = rectsOf(doc, catalogue);
    const inside = entry.type.isTrigger || into || target.after ? undefined : (target.inside ?? (target.point ? frameUnder(target.point) : frameSelected()));
    const within = inside && !target.point ? placeInFrame(doc, catalogue, inside, entry.type.type) : undefined;
    const after = entry.type.isTrigger || into ? undefined : inside ? within?.after : (target.after ?? (placed ? undefined : freePort()));
    const dropped = target.point && dropPoint(target.point);
    const point = dropped ?? within?.point ?? (into ? between(into) : after ? placeAfter(doc, catalogue, after.source, after.sourcePort, entry.type.type) : middle());
    const id = state.addBlock({ type: entry.type.type, operation: entry.operation, position: point, parentId: inside }, { after, into });
    studio.getState().inspect(id);
    canvas.getState().show(id);
    focusBlock(id);

    function frameSelected(): string | undefined {
      const [only] = state.selection;
      const block = state.selection.length === 1 && only ? findBlock(doc, only) : undefined;
      return block && isFrame(catalogue, block) ? block.id : undefined;
    }

    function frameUnder(at: Point): string | undefined {
      return frameAt(doc, catalogue, rects, { x: at.x + CARD_WIDTH / 2, y: at.y + GRAB }) ?? undefined;
    }

    /** In line with what stands in the same frame. */
    function dropPoint(at: Point): Point {
      const { width } = sizeOfNew(catalogue, entry.type.type);
      const beside = (bodyIndex(doc).get(inside ?? null) ?? []).flatMap((block) => rects.get(block.id) ?? []);
      const lined = { x: lineUp(beside, at.x, width, NEAR), y: at.y };
      return inside ? placeInside(doc, rects, inside, lined, width) : lined;
    }

    function freePort(): AddTarget["after"] {
      const [only] = state.selection;
      const block = state.selection.length === 1 && only ? findBlock(doc, only) : undefined;
      const port = block && portsOf(catalogue, block).find((one) => one.side === "bottom" && !isWired(doc.edges, block.id, one.id));
      return block && port ? { source: block.id, sourcePort: port.id } : undefined;
    }

    function between(edge: EdgeDef): Point {
      const source = findBlock(doc, edge.source)?.position ?? { x: 0, y: 0 };
      return { x: findBlock(doc, edge.target)?.position.x ?? source.x, y: source.y };
    }

    function middle(): Point {
      const { insets } = canvas.getState();
      const frame = document.querySelector(".react-flow")?.getBoundingClientRect();
      const at = frame ? flow.screenToFlowPosition({ x: frame.left + (insets.left + frame.width - insets.right) / 2, y: frame.top + frame.height / 3 }) : { x: 0, y: 0 };
      return freePlace(doc, catalogue, { x: at.x - 116, y: at.y - 40 });
    }
  };
}
