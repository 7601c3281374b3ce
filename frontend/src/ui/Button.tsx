import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "./cx";
import styles from "./Button.module.css";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Filled is for the one main action of a page, panel or dialog; danger for what stops or destroys. */
  variant?: "filled" | "outlined" | "plain" | "danger";
  size?: "medium" | "small";
  icon?: ReactNode;
  /** Stands after the words: a Kbd or a chevron. */
  after?: ReactNode;
  busy?: boolean;
  /** Said instead of the words while busy ("Posting…"); the button keeps its width. */
  busyLabel?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const { variant = "outlined", size = "medium", icon, after, busy = false, busyLabel, className, children, ...rest } = props;
  const { onClick, disabled, ...attributes } = rest;
  return (
    <button
      type="button"
      {...attributes}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={cx(styles.button, styles[variant], size === "small" && styles.small, className)}
    >
      {busyLabel ? (
        <span className={styles.words}>
          <span className={cx(styles.quiet, busy && styles.hidden)} aria-hidden={busy}>
            {icon}
            <span>{children}</span>
          </span>
          <span className={cx(!busy && styles.hidden)} aria-hidden={!busy}>
            {busyLabel}
          </span>
        </span>
      ) : (
        <>
          {icon}
          {children}
        </>
      )}
      {after}
    </button>
  );
}
