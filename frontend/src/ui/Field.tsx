import { useEffect, useId, type ReactNode } from "react";
import styles from "./Field.module.css";

export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export interface FieldProps {
  label: string;
  /** A fact or a hint at the right end of the label row. */
  fact?: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  /** Draws the control and gives it the attributes that tie it to its label. */
  children: (control: FieldControl) => ReactNode;
}

export function Field({ label, fact, help, error, required, children }: FieldProps) {
  const id = useId();
  const isWrong = Boolean(error);
  useEffect(() => {
    // In a dialog what is wrong may be out of sight of the button that was pressed: one is taken to the first of it.
    const control = isWrong ? document.getElementById(id) : null;
    if (control && control.closest("[role=dialog]")?.querySelector("[aria-invalid=true]") === control) control.focus();
  }, [id, isWrong]);
  const describedBy = error || help ? `${id}-about` : undefined;
  return (
    <div className={styles.field}>
      <div className={styles.row}>
        <label htmlFor={id} className={styles.label}>
          {label}
          {required && <span className={styles.required}> required</span>}
        </label>
        {fact && <span className={styles.fact}>{fact}</span>}
      </div>
      {children({ id, "aria-describedby": describedBy, "aria-invalid": error ? true : undefined })}
      {error ? (
        <p id={describedBy} className={styles.error}>
          {error}
        </p>
      ) : (
        help && (
          <p id={describedBy} className={styles.help}>
            {help}
          </p>
        )
      )}
    </div>
  );
}
