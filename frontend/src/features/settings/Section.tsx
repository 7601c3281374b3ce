import type { ReactNode } from "react";
import styles from "./Section.module.css";

/** The head of one settings page: what it holds, in a line, and its one act. */
export function Section({ lead, action, children }: { lead: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <header className={styles.head}>
        <p className={styles.lead}>{lead}</p>
        {action}
      </header>
      {children}
    </section>
  );
}
