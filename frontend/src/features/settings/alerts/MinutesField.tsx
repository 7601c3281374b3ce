import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { minutesInWords } from "./words";

const usual = [5, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320, 10_080];

export interface MinutesFieldProps {
  label: string;
  help?: string;
  error: string | undefined;
  value: number;
  onChange: (minutes: number) => void;
}

/** A time out of the usual ones; another that the API was given stays to be chosen. */
export function MinutesField({ label, help, error, value, onChange }: MinutesFieldProps) {
  const choices = usual.includes(value) ? usual : [...usual, value].sort((one, other) => one - other);
  return (
    <Field label={label} help={help} error={error}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(Number(event.target.value))}>
          {choices.map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutesInWords(minutes)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
