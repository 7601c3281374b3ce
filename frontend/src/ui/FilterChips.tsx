import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./FilterChips.module.css";

export interface FilterOption<T extends string> {
  value: T;
  label: string;
  count?: number;
  icon?: ReactNode;
}

export interface FilterChipsProps<T extends string> {
  label: string;
  options: readonly FilterOption<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** One of several filters, each with how many it would show. */
export function FilterChips<T extends string>({ label, options, value, onChange }: FilterChipsProps<T>) {
  return (
    <div className={styles.chips} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={cx(styles.chip, option.value === value && styles.on)}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.icon}
          {option.label}
          {option.count !== undefined && <span className={cx(styles.count, "num")}>{option.count.toLocaleString("en-US")}</span>}
        </button>
      ))}
    </div>
  );
}
