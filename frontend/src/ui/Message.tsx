import type { ReactNode } from "react";
import { cx } from "./cx";
import { StatusGlyph, type GlyphState } from "./StatusGlyph";
import styles from "./Message.module.css";

export interface MessageProps {
  state: Extract<GlyphState, "failed" | "waiting" | "problem" | "completed">;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** Says in place what is wrong here, or what to do about it. */
export function Message({ state, title, children, actions }: MessageProps) {
  return (
    <div className={cx(styles.message, styles[state])} role={state === "failed" ? "alert" : "status"}>
      <StatusGlyph state={state} size={18} />
      <div className={styles.words}>
        <b>{title}</b>
        {children && <div className={styles.more}>{children}</div>}
      </div>
      {actions}
    </div>
  );
}
