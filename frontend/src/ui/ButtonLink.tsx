import type { ReactNode } from "react";
import { Link, type LinkProps } from "react-router";
import { cx } from "./cx";
import styles from "./Button.module.css";

export interface ButtonLinkProps extends LinkProps {
  variant?: "filled" | "outlined" | "plain";
  size?: "medium" | "small";
  icon?: ReactNode;
}

/** A link that looks like a button: for going somewhere, not for doing something. */
export function ButtonLink({ variant = "outlined", size = "medium", icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={cx(styles.button, styles[variant], size === "small" && styles.small, className)}>
      {icon}
      {children}
    </Link>
  );
}
