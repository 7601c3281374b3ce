import { useEffect, useRef } from "react";
import styles from "./Checkbox.module.css";

export interface CheckboxProps {
  label: string;
  checked: boolean;
  /** Some, but not all. */
  mixed?: boolean;
  onChange: () => void;
}

export function Checkbox({ label, checked, mixed = false, onChange }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <label className={styles.area}>
      <input ref={box} type="checkbox" className={styles.box} aria-label={label} checked={checked} onChange={onChange} />
    </label>
  );
}
