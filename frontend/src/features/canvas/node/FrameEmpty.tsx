import { Plus } from "lucide-react";
import type { MouseEvent } from "react";
import type { BlockDef } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";
import styles from "./Frame.module.css";

/** What an empty frame is for, and two ways to fill it. */
export function FrameEmpty({ block }: { block: BlockDef }) {
  const canvas = useCanvasStore();
  const editable = useStudio((state) => state.editable);
  if (!editable) return null;
  const open = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    const box = event.currentTarget.closest(".react-flow")?.getBoundingClientRect();
    const spot = event.currentTarget.getBoundingClientRect();
    if (box) canvas.getState().openPicker({ at: { x: spot.right - box.left + 6, y: spot.top - box.top }, point: null, inside: block.id });
  };
  return (
    <div className={styles.empty}>
      <button type="button" className="nodrag nopan" aria-label={text.addInside(block.name)} title={text.addInside(block.name)} data-testid={`inside-${block.id}`} onClick={open}>
        <Plus size={14} strokeWidth={2.25} aria-hidden />
      </button>
      <p>{text.dragHere}</p>
    </div>
  );
}
