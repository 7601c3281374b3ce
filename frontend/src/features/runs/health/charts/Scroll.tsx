import type { ReactNode } from "react";
import styles from "./Charts.module.css";

/** A long table in a box of its own; the box takes the focus, so that keys can scroll it. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
