import { useEffect, useRef, type ReactNode } from "react";
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
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A long form says at its end why it was refused: out of sight for who pressed the button below it.
    if (state === "failed" && root.current?.closest("[role=dialog]")) root.current.scrollIntoView({ block: "nearest" });
  }, [state, title]);
  return (
    <div ref={root} className={cx(styles.message, styles[state])} role={state === "failed" ? "alert" : "status"}>
      <StatusGlyph state={state} size={18} />
      <div className={styles.words}>
        <b>{title}</b>
        {children && <div className={styles.more}>{children}</div>}
      </div>
      {actions}
    </div>
  );
}
