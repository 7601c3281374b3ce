import type { MiniMapNodeProps } from "@xyflow/react";
import { findBlock } from "@/graph/definition";
import { isFrame } from "@/graph/frames";
import { noteKey } from "@/graph/notes";
import { stripOf } from "@/graph/strip";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import styles from "./MapUnit.module.css";

/** A block on the map, in the colour of its state, or a note in that of its paper. */
export function MapNode({ id, x, y, width, height }: MiniMapNodeProps) {
  const tone = useStudio((state) => {
    const block = findBlock(state.doc, id);
    if (!block) return "none";
    const strip = stripOf(state, block);
    return state.run || state.overlay || strip.tone === "problem" ? strip.tone : "none";
  });
  const frame = useStudio((state) => {
    const block = findBlock(state.doc, id);
    return block !== undefined && isFrame(state.catalogue, block);
  });
  const note = useStudio((state) => state.doc.notes?.some((one) => noteKey(one.id) === id) ?? false);
  const selected = useStudio((state) => state.selection.includes(id) || (note && state.selectedNotes.some((one) => noteKey(one) === id)));
  if (note) return <rect className={cx(styles.note, selected && styles.selectedNote)} data-testid={`map-${id}`} x={x} y={y} width={width} height={height} rx={12} />;
  return <rect className={cx(styles.block, styles[tone], frame && styles.frame, selected && styles.selected)} x={x} y={y} width={width} height={height} rx={12} />;
}
