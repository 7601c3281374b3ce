import { NavLink, useMatch } from "react-router";
import { cx } from "@/ui/cx";
import { text } from "../text";
import styles from "./StudioHeader.module.css";

/** A run's own address is not below the workflow's, and the heat map is about runs too. */
export function StudioTabs({ workflowId, onRun = false }: { workflowId: string; onRun?: boolean }) {
  const base = `/workflows/${workflowId}`;
  const amongRuns = useMatch(`${base}/heat`) !== null || onRun;
  return (
    <nav className={styles.tabs} aria-label={text.tabs.label}>
      <NavLink className={styles.tab} to={base} end>
        {text.tabs.build}
      </NavLink>
      <NavLink className={cx(styles.tab, amongRuns && styles.current)} to={`${base}/runs`}>
        {text.tabs.runs}
      </NavLink>
      <NavLink className={styles.tab} to={`${base}/tests`}>
        {text.tabs.tests}
      </NavLink>
      <NavLink className={styles.tab} to={`${base}/versions`}>
        {text.tabs.versions}
      </NavLink>
    </nav>
  );
}
