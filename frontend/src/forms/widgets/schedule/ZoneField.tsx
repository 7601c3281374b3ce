import { useId } from "react";
import { useTimeZones } from "@/api/queries/useTimeZones";
import { Select } from "@/ui/Input";
import styles from "./schedule.module.css";
import { text } from "./text";

export interface ZoneFieldProps {
  /** Empty: the company's. */
  value: string;
  companyZone: string | null;
  disabled: boolean;
  onChange: (zone: string | undefined) => void;
}

export function ZoneField({ value, companyZone, disabled, onChange }: ZoneFieldProps) {
  const id = useId();
  const zones = useTimeZones().data ?? [];
  const isKnown = value === "" || zones.some((zone) => zone.value === value);
  return (
    <div className={styles.zone}>
      <label htmlFor={id}>{text.zone}</label>
      <Select id={id} value={value} disabled={disabled} onChange={({ target }) => onChange(target.value === "" ? undefined : target.value)}>
        <option value="">{companyZone ? text.companyZone(companyZone) : text.ofCompany}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {zones.map((zone) => (
          <option key={zone.value} value={zone.value}>
            {zone.value === zone.hint ? zone.label : `${zone.label} (${zone.hint})`}
          </option>
        ))}
      </Select>
    </div>
  );
}
