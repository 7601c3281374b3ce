import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Chip.module.css";

export interface ChipProps {
  icon?: ReactNode;
  /** A reference that does not exist: underlined, with the reason in the title. */
  broken?: string;
  children: ReactNode;
}

/** A reference to a value: 20 px, accent ground, the tile of its source in front. */
export function Chip({ icon, broken, children }: ChipProps) {
  return (
    <span className={cx(styles.chip, broken && styles.broken)} title={broken}>
      {icon}
      {children}
    </span>
  );
}

/** A quiet word in a box: a version, a scope, a kind. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className={styles.tag}>{children}</span>;
}
