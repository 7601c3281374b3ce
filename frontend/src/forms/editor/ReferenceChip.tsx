import { BlockTile } from "@/ui/BlockTile";
import { cx } from "@/ui/cx";
import type { ReferenceView } from "../references/describe";
import styles from "./ReferenceChip.module.css";

/** A reference in words, with the tile of the block it comes from. */
export function ReferenceChip({ reference, isSelected = false }: { reference: ReferenceView; isSelected?: boolean }) {
  const { type, problem } = reference;
  return (
    <span className={cx(styles.chip, !type && styles.bare, problem && styles.bad, isSelected && styles.selected)}>
      {type && <BlockTile icon={type.icon} color={type.color} category={type.category} size={14} />}
      <span className={styles.name}>{reference.label}</span>
      {reference.note && <span className={styles.note}>{reference.note}</span>}
    </span>
  );
}
