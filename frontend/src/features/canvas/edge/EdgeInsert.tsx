import { Plus, Trash2 } from "lucide-react";
import type { MouseEvent } from "react";
import { edgeKey, type EdgeDef, type Point } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";
import styles from "./OrthogonalEdge.module.css";

/** What one can do with an edge that is selected or pointed at, on its longest piece; above the cards, since an edge may pass behind one. */
export function EdgeInsert({ edge, points }: { edge: EdgeDef; points: readonly Point[] }) {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const editable = useStudio((state) => state.editable);
  if (!editable) return null;
  const at = middleOf(points);
  const insert = (event: MouseEvent<HTMLButtonElement>) => {
    const frame = event.currentTarget.closest(".react-flow")?.getBoundingClientRect();
    const spot = event.currentTarget.getBoundingClientRect();
    if (frame) canvas.getState().openPicker({ at: { x: spot.right - frame.left + 6, y: spot.top - frame.top }, point: null, into: edge });
  };
  return (
    <span
      className={styles.tools}
      style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
      onPointerEnter={() => canvas.getState().pointAt(edgeKey(edge))}
      onPointerLeave={() => canvas.getState().pointAt(null)}
    >
      <button type="button" className="nopan" aria-label={text.insertHere} title={text.insertHere} onClick={insert}>
        <Plus size={12} strokeWidth={2.25} aria-hidden />
      </button>
      <button type="button" className="nopan" aria-label={text.menu.deleteEdge} title={text.menu.deleteEdge} onClick={() => studio.getState().removeEdges([edge])}>
        <Trash2 size={11} strokeWidth={2} aria-hidden />
      </button>
    </span>
  );
}

function middleOf(points: readonly Point[]): Point {
  let longest = -1;
  let middle: Point = { x: 0, y: 0 };
  points.forEach((point, index) => {
    const next = points[index + 1];
    if (!next) return;
    const length = Math.abs(next.x - point.x) + Math.abs(next.y - point.y);
    if (length > longest) {
      longest = length;
      middle = { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    }
  });
  return middle;
}
