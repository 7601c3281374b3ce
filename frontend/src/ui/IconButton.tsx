import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "./cx";
import { Tooltip } from "./Tooltip";
import styles from "./Button.module.css";

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** The name of the icon, for the tooltip and for screen readers. */
  label: string;
  icon: ReactNode;
  variant?: "outlined" | "plain";
  size?: "medium" | "small";
  /** A key shown in the tooltip. */
  keys?: string;
  /** Pressed, for a toggle. */
  on?: boolean;
  side?: "top" | "right" | "bottom" | "left";
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton(props: IconButtonProps) {
  const { label, icon, variant = "plain", size = "medium", keys, on, side, className, ...rest } = props;
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={on}
        {...rest}
        className={cx(styles.button, styles.icon, styles[variant], size === "small" && styles.small, on && styles.on, className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
