import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

export interface EmptyStateProps {
  icon?: ReactNode;
  /** One line: what belongs here. */
  title: string;
  /** One line: why, or what to do next. */
  children?: ReactNode;
  /** The heading's level; 1 where the page has no other title. */
  level?: 1 | 2;
  /** One filled button, one quiet link. */
  actions?: ReactNode;
}

export function EmptyState({ icon, title, level = 2, children, actions }: EmptyStateProps) {
  const Title = `h${level}` as const;
  return (
    <div className={styles.empty}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <div className={styles.words}>
        <Title className={styles.title}>{title}</Title>
        {children && <p className={styles.why}>{children}</p>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
