import type { Json } from "@/graph/definition";
import { Select } from "@/ui/Input";
import { useForm } from "../FormContext";
import { text } from "../text";
import { asText, isWritten, type WidgetProps } from "./widgetProps";

/** One of a few; a value that is none of them (an older one, a template) stays and is shown. */
export function SelectWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const { disabled } = useForm();
  const chosen = value ?? field.default ?? null;
  const isKnown = field.options.some((option) => option.value === chosen);
  const mayBeEmpty = chosen === null || (!field.required && field.default === undefined);
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      disabled={disabled}
      value={chosen === null ? "" : JSON.stringify(chosen)}
      onChange={(event) => onChange(event.target.value === "" ? undefined : (JSON.parse(event.target.value) as Json))}
    >
      {mayBeEmpty && <option value="">{field.placeholder || "Choose…"}</option>}
      {chosen !== null && !isKnown && <option value={JSON.stringify(chosen)}>{isWritten(chosen) ? asText(chosen) : text.notInList(asText(chosen))}</option>}
      {field.options.map((option) => (
        <option key={JSON.stringify(option.value)} value={JSON.stringify(option.value)}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
