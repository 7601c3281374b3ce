import type { ReactNode } from "react";
import { cx } from "./cx";
import { StatusGlyph, type GlyphState } from "./StatusGlyph";
import styles from "./StatusPill.module.css";

/** The word for a state of a run or a step. */
const words: Record<GlyphState, string> = {
  completed: "Completed",
  running: "Running",
  retrying: "Retrying",
  waiting: "Waiting",
  failed: "Failed",
  skipped: "Skipped",
  queued: "Queued",
  pending: "Queued",
  cancelled: "Cancelled",
  problem: "Problem",
  added: "Added",
  removed: "Removed",
  changed: "Changed",
};

export function statusWord(state: GlyphState): string {
  return words[state];
}

export function StatusPill({ state, wide, children }: { state: GlyphState; wide?: boolean; children?: ReactNode }) {
  return (
    <span className={cx(styles.pill, styles[state], wide && styles.wide)}>
      <StatusGlyph state={state} size={13} />
      {children ?? words[state]}
    </span>
  );
}
