import { createPortal } from "react-dom";
import { BlockTile } from "@/ui/BlockTile";
import { cx } from "@/ui/cx";
import styles from "./Palette.module.css";
import type { PaletteDrag } from "./usePaletteDrag";

/** The card that hangs at the pointer until it is dropped; small beside it where it would go into an edge, so that the edge is seen. */
export function DragGhost({ drag: { entry, x, y, aimed } }: { drag: PaletteDrag }) {
  const at = aimed ? `${x + 14}px, ${y + 14}px` : `${x - 116}px, ${y - 26}px`;
  return createPortal(
    <div className={cx(styles.ghost, aimed && styles.small)} style={{ transform: `translate(${at})` }}>
      <BlockTile icon={entry.type.icon} color={entry.type.color} provider={entry.type.provider} category={entry.type.category} size={aimed ? 22 : 32} />
      {entry.name}
    </div>,
    document.body,
  );
}
