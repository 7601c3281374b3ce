import { useState } from "react";
import { Input, Select } from "@/ui/Input";
import { useForm } from "../FormContext";
import { splitDuration, UNITS } from "./durations";
import styles from "./widgets.module.css";
import type { WidgetProps } from "./widgetProps";

/** Milliseconds as a number and a unit. Empty means no limit, or whatever the field calls nothing. */
export function DurationWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const { disabled } = useForm();
  const ms = typeof value === "number" ? value : value === undefined && typeof field.default === "number" ? field.default : null;
  const [unit, setUnit] = useState(() => splitDuration(ms ?? 1000).unit);
  const size = UNITS.find((one) => one.id === unit)?.ms ?? 1000;
  return (
    <div className={styles.duration}>
      <Input
        id={id}
        type="number"
        min={0}
        step="any"
        placeholder={field.placeholder || "none"}
        value={ms === null ? "" : String(ms / size)}
        disabled={disabled}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        onChange={(event) => {
          const { value: typed } = event.target;
          if (typed === "") onChange(field.nullable ? null : undefined);
          else onChange(Math.round(Number(typed) * size));
        }}
      />
      <Select
        aria-label={`Unit of ${field.label}`}
        value={unit}
        disabled={disabled}
        onChange={(event) => {
          const next = UNITS.find((one) => one.id === event.target.value);
          if (!next) return;
          setUnit(next.id);
          if (ms !== null) onChange(Math.round((ms / size) * next.ms));
        }}
      >
        {UNITS.map((one) => (
          <option key={one.id} value={one.id}>
            {one.words}
          </option>
        ))}
      </Select>
    </div>
  );
}
