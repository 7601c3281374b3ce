import type { ReactNode } from "react";
import styles from "./Webhooks.module.css";

export interface CheckListProps {
  label: string;
  help?: string;
  options: readonly { value: string; words: ReactNode }[];
  chosen: readonly string[];
  error?: string | undefined;
  scroll?: boolean;
  onChange: (chosen: string[]) => void;
}

/** Several of many. */
export function CheckList({ label, help, options, chosen, error, scroll = false, onChange }: CheckListProps) {
  return (
    <fieldset className={styles.checks}>
      <legend>{label}</legend>
      {help && <small>{help}</small>}
      <div className={scroll ? styles.scroll : undefined}>
        {options.map(({ value, words }) => (
          <label key={value} className={styles.check}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, value] : chosen.filter((other) => other !== value))}
            />
            {words}
          </label>
        ))}
      </div>
      {error && <p className={styles.error}>{error}</p>}
    </fieldset>
  );
}
