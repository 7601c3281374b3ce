import styles from "./widgets.module.css";

export interface SwitchProps {
  id?: string;
  label: string;
  on: boolean;
  disabled?: boolean;
  describedBy?: string | undefined;
  onChange: (on: boolean) => void;
}

export function Switch({ id, label, on, disabled, describedBy, onChange }: SwitchProps) {
  return (
    <button
      id={id}
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      aria-describedby={describedBy}
      disabled={disabled}
      className={styles.switch}
      onClick={() => onChange(!on)}
    >
      <span className={styles.knob} />
    </button>
  );
}
