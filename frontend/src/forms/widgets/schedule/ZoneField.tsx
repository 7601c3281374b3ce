import { useId } from "react";
import { PickField } from "../PickField";
import styles from "./schedule.module.css";
import { text } from "./text";

export interface ZoneFieldProps {
  /** Empty: the company's. */
  value: string;
  companyZone: string | null;
  error: string | undefined;
  disabled: boolean;
  onChange: (zone: string | undefined) => void;
}

/** A time zone, searched for by its place; emptied it is the company's again. */
export function ZoneField({ value, companyZone, error, disabled, onChange }: ZoneFieldProps) {
  const id = useId();
  return (
    <div className={styles.zone}>
      <label htmlFor={id}>{text.zone}</label>
      <PickField
        id={id}
        label={text.zone}
        describedBy={error ? `${id}-wrong` : undefined}
        invalid={error !== undefined}
        disabled={disabled}
        placeholder={companyZone ? text.companyZone(companyZone) : text.ofCompany}
        value={value}
        path="timezones"
        onChange={(zone) => onChange(zone === "" ? undefined : zone)}
        isClosed
      />
      {error && (
        <p id={`${id}-wrong`} className={styles.problem}>
          {error}
        </p>
      )}
    </div>
  );
}
