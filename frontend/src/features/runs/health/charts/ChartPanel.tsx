import { BarChart3, Table2 } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { Button } from "@/ui/Button";
import { text } from "../text";
import styles from "./Charts.module.css";

export interface ChartPanelProps {
  title: string;
  hint?: string;
  legend?: ReactNode;
  actions?: ReactNode;
  /** The same figures for reading; with it there is a button that changes between the two. */
  table?: (() => ReactNode) | undefined;
  children: ReactNode;
}

export function ChartPanel({ title, hint, legend, actions, table, children }: ChartPanelProps) {
  const [asTable, setAsTable] = useState(false);
  const name = useId();
  return (
    <section className={styles.panel} aria-labelledby={name}>
      <header className={styles.head}>
        <h2 id={name}>{title}</h2>
        {hint && <small>{hint}</small>}
        {!asTable && legend}
        <span className={styles.end}>
          {actions}
          {table && (
            <Button size="small" variant="plain" icon={asTable ? <BarChart3 size={14} aria-hidden /> : <Table2 size={14} aria-hidden />} onClick={() => setAsTable(!asTable)}>
              {asTable ? text.showChart : text.showTable}
              <span className="visually-hidden">: {title}</span>
            </Button>
          )}
        </span>
      </header>
      {asTable && table ? table() : children}
    </section>
  );
}
