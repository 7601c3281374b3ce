import * as RadixTabs from "@radix-ui/react-tabs";
import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Tabs.module.css";

export interface TabItem {
  id: string;
  label: string;
  /** A count or a mark after the word. */
  badge?: ReactNode;
  content: ReactNode;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  value: string;
  onChange: (id: string) => void;
  /** Stands at the right end of the row. */
  after?: ReactNode;
  className?: string;
}

export function Tabs({ label, items, value, onChange, after, className }: TabsProps) {
  return (
    <RadixTabs.Root className={cx(styles.root, className)} value={value} onValueChange={onChange}>
      <div className={styles.row}>
        <RadixTabs.List className={styles.list} aria-label={label}>
          {items.map((item) => (
            <RadixTabs.Trigger key={item.id} className={styles.tab} value={item.id}>
              {item.label}
              {item.badge}
            </RadixTabs.Trigger>
          ))}
        </RadixTabs.List>
        {after}
      </div>
      {items.map((item) => (
        <RadixTabs.Content key={item.id} className={styles.panel} value={item.id}>
          {item.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
