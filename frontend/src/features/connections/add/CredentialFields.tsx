import type { CredentialField } from "@/api/types";
import { Field, type FieldControl } from "@/ui/Field";
import { Input, Select, TextArea } from "@/ui/Input";
import type { Values } from "./fieldProblems";

export interface CredentialFieldsProps {
  fields: readonly CredentialField[];
  values: Values;
  problems: Values;
  onChange: (values: Values) => void;
}

/** What a way in asks for, as its provider declares it. */
export function CredentialFields({ fields, values, problems, onChange }: CredentialFieldsProps) {
  return fields.map((field) => (
    <Field key={field.name} label={field.label} required={field.required} help={field.help} error={problems[field.name]}>
      {(control) => <Control field={field} control={control} value={values[field.name] ?? ""} onChange={(value) => onChange({ ...values, [field.name]: value })} />}
    </Field>
  ));
}

interface ControlProps {
  field: CredentialField;
  control: FieldControl;
  value: string;
  onChange: (value: string) => void;
}

function Control({ field, control, value, onChange }: ControlProps) {
  if (field.choices.length > 0) {
    return (
      <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
        {!field.choices.includes(value) && <option value="" />}
        {field.choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </Select>
    );
  }
  const attributes = { ...control, value, placeholder: field.placeholder, spellCheck: false };
  if (field.multiline) return <TextArea {...attributes} onChange={(event) => onChange(event.target.value)} />;
  return <Input {...attributes} type={field.secret ? "password" : "text"} autoComplete={field.secret ? "new-password" : "off"} onChange={(event) => onChange(event.target.value)} />;
}
