import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

export interface EmptyStateProps {
  icon?: ReactNode;
  /** One line: what belongs here. */
  title: string;
  /** One line: why, or what to do next. */
  children?: ReactNode;
  /** One filled button, one quiet link. */
  actions?: ReactNode;
}

export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <div className={styles.words}>
        <h2 className={styles.title}>{title}</h2>
        {children && <p className={styles.why}>{children}</p>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
