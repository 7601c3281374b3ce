import { createPortal } from "react-dom";
import { BlockTile } from "@/ui/BlockTile";
import styles from "./Palette.module.css";
import type { PaletteDrag } from "./usePaletteDrag";

/** The card that hangs at the pointer until it is dropped. */
export function DragGhost({ drag: { entry, x, y } }: { drag: PaletteDrag }) {
  return createPortal(
    <div className={styles.ghost} style={{ transform: `translate(${x - 116}px, ${y - 26}px)` }}>
      <BlockTile icon={entry.type.icon} color={entry.type.color} category={entry.type.category} />
      {entry.name}
    </div>,
    document.body,
  );
}
