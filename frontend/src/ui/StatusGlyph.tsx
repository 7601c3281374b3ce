import { memo } from "react";
import { cx } from "./cx";
import styles from "./StatusGlyph.module.css";

export type GlyphState =
  | "completed"
  | "running"
  | "retrying"
  | "waiting"
  | "failed"
  | "skipped"
  | "queued"
  | "pending"
  | "cancelled"
  | "problem"
  | "added"
  | "removed"
  | "changed";

/** Every state has its own outline, so that colour never speaks alone. */
const shapes: Record<Exclude<GlyphState, "pending">, React.ReactNode> = {
  added: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path className={styles.cut} d="M8 4.6v6.8M4.6 8h6.8" strokeWidth="1.8" />
    </>
  ),
  removed: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path className={styles.cut} d="M4.6 8h6.8" strokeWidth="1.8" />
    </>
  ),
  changed: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path className={styles.cut} d="M4.4 6.4h7.2M4.4 9.7h7.2" strokeWidth="1.7" />
    </>
  ),
  completed: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path className={styles.cut} d="m4.8 8.3 2.2 2.2 4.3-4.6" strokeWidth="1.7" />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeOpacity=".28" strokeWidth="2.2" />
      <path className={styles.turn} d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
    </>
  ),
  retrying: (
    <>
      <path d="M13.6 8a5.6 5.6 0 1 1-1.7-4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <path d="M14.4 1.2v4h-4z" fill="currentColor" stroke="currentColor" strokeWidth=".8" strokeLinejoin="round" />
    </>
  ),
  waiting: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="3.6" fill="currentColor" />
      <path className={styles.cut} d="M6 5v6M10 5v6" strokeWidth="1.9" />
    </>
  ),
  failed: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path className={styles.cut} d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" strokeWidth="1.7" />
    </>
  ),
  skipped: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.4 2.3" />
      <path d="M5.3 8h5.4" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  queued: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.7" strokeDasharray=".1 3.04" strokeLinecap="round" />
      <circle cx="8" cy="8" r="1.5" fill="currentColor" />
    </>
  ),
  cancelled: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="1.5" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M5.5 8h5" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
  problem: (
    <>
      <path d="M8 1.4 15.3 14H.7z" fill="currentColor" stroke="currentColor" strokeWidth="1.2" strokeLinejoin="round" />
      <path className={styles.cut} d="M8 6v3.6m0 2.3v.1" strokeWidth="1.7" />
    </>
  ),
};

export interface StatusGlyphProps {
  state: GlyphState;
  size?: number;
  /** Said by screen readers; leave out where the word stands beside it. */
  label?: string;
}

export const StatusGlyph = memo(function StatusGlyph({ state, size = 14, label }: StatusGlyphProps) {
  const shape = state === "pending" ? "queued" : state;
  return (
    <svg
      className={cx(styles.glyph, styles[shape])}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {shapes[shape]}
    </svg>
  );
});
