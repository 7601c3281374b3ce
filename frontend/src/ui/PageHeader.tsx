import type { ReactNode } from "react";
import styles from "./PageHeader.module.css";

export interface PageHeaderProps {
  title: string;
  /** Stands beside the title. */
  aside?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, aside, actions }: PageHeaderProps) {
  return (
    <header className={styles.head}>
      <title>{`${title} · Headrace`}</title>
      <h1 className={styles.title} title={title}>{title}</h1>
      {aside}
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
