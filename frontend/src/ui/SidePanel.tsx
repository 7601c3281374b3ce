import { X } from "lucide-react";
import { Fragment, useEffect, useEffectEvent, type ReactNode } from "react";
import { IconButton } from "./IconButton";
import styles from "./SidePanel.module.css";

/** A list and, beside it, the details of one of its rows; on a small screen in its place. */
export function Split({ panel, children }: { panel: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.split} data-open={panel ? true : undefined}>
      <div className={styles.main}>{children}</div>
      {panel}
    </div>
  );
}

export interface SidePanelProps {
  /** What the panel is about, for screen readers. */
  label: string;
  title: ReactNode;
  /** Stands before the title. */
  icon?: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

export function SidePanel({ label, title, icon, about, actions, onClose, children }: SidePanelProps) {
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    const isElsewhere = event.target instanceof HTMLElement && event.target.closest("input, [role=dialog], [role=menu]");
    if (event.key === "Escape" && !event.defaultPrevented && !isElsewhere) onClose();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onEscape(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return (
    <aside className={styles.panel} aria-label={label}>
      <header className={styles.head}>
        {icon}
        <div className={styles.title}>
          <h2>{title}</h2>
          {about && <p>{about}</p>}
        </div>
        {actions}
        <IconButton label="Close" keys="Esc" size="small" icon={<X size={16} aria-hidden />} onClick={onClose} />
      </header>
      <div className={styles.body}>{children}</div>
    </aside>
  );
}

export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Names and values, a row each. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
