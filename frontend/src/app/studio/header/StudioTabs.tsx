import { NavLink } from "react-router";
import { text } from "../text";
import styles from "./StudioHeader.module.css";

export function StudioTabs({ workflowId }: { workflowId: string }) {
  const base = `/workflows/${workflowId}`;
  return (
    <nav className={styles.tabs} aria-label={text.tabs.label}>
      <NavLink className={styles.tab} to={base} end>
        {text.tabs.build}
      </NavLink>
      <NavLink className={styles.tab} to={`${base}/runs`}>
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
