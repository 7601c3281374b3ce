import { useReactFlow } from "@xyflow/react";
import { findBlock, type EdgeDef, type Point } from "@/graph/definition";
import { isWired } from "@/graph/edgeIndex";
import { freePlace, lineUp, placeAfter } from "@/graph/operations";
import { portsOf } from "@/graph/ports";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { focusBlock } from "../hooks/focusBlock";
import { useCanvasStore } from "../store/useCanvasStore";
import type { Entry } from "./entries";

/** Dropped this close to a column, a block joins it. */
const NEAR = 24;

export interface AddTarget {
  point?: Point;
  after?: { source: string; sourcePort: string };
  into?: EdgeDef;
}

/** Places what was picked: at the given place, into an edge, after a port, else after the selected block. */
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
      }
      return;
    }
    const into = entry.type.isTrigger ? undefined : target.into;
    const placed = target.point !== undefined || into !== undefined;
    const after = entry.type.isTrigger || into ? undefined : (target.after ?? (placed ? undefined : freePort()));
    const dropped = target.point && { x: lineUp(doc.blocks, target.point.x, NEAR), y: target.point.y };
    const point = dropped ?? (into ? between(into) : after ? placeAfter(doc, catalogue, after.source, after.sourcePort) : middle());
    const id = state.addBlock({ type: entry.type.type, operation: entry.operation, position: point }, { after, into });
    studio.getState().inspect(id);
    canvas.getState().show(id);
    focusBlock(id);

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
