import { memo, useId, type ComponentType } from "react";
import type { Json } from "@/graph/definition";
import { Field } from "@/ui/Field";
import { useForm } from "./FormContext";
import type { FormField, WidgetName } from "./schema/fields";
import styles from "./SchemaForm.module.css";
import { text } from "./text";
import { CasesWidget } from "./widgets/CasesWidget";
import { ChoicesWidget } from "./widgets/ChoicesWidget";
import { CodeWidget } from "./widgets/CodeWidget";
import { DurationWidget } from "./widgets/DurationWidget";
import { JsonWidget } from "./widgets/JsonWidget";
import { KeyValueWidget } from "./widgets/KeyValueWidget";
import { ListWidget } from "./widgets/ListWidget";
import { NumberWidget } from "./widgets/NumberWidget";
import { OptionsWidget } from "./widgets/OptionsWidget";
import { RulesWidget } from "./widgets/RulesWidget";
import { ScheduleWidget } from "./widgets/schedule/ScheduleWidget";
import { SelectWidget } from "./widgets/SelectWidget";
import { Switch } from "./widgets/Switch";
import { TextWidget } from "./widgets/TextWidget";
import type { WidgetProps } from "./widgets/widgetProps";

const widgets: Record<Exclude<WidgetName, "switch">, ComponentType<WidgetProps>> = {
  text: TextWidget,
  textarea: TextWidget,
  template: TextWidget,
  expression: TextWidget,
  code: CodeWidget,
  json: JsonWidget,
  keyvalue: KeyValueWidget,
  mapping: KeyValueWidget,
  list: ListWidget,
  select: SelectWidget,
  number: NumberWidget,
  rules: RulesWidget,
  cases: CasesWidget,
  duration: DurationWidget,
  options: OptionsWidget,
  choices: ChoicesWidget,
  schedule: ScheduleWidget,
};

/** A help text up to this length stands at the right of the label, a longer one below the field. */
const SHORT_HELP = 34;

export interface FieldRowProps {
  field: FormField;
  value: Json | undefined;
  /** The values of the fields that its widget writes, too. */
  covered?: Record<string, Json | undefined> | undefined;
  onChange: (name: string, value: Json | undefined) => void;
  problem: string | null;
  language?: string | undefined;
  /** Where the field's list is; null while another field that it depends on is not chosen. */
  optionsPath?: string | null;
}

/** One field with its label, its hint and what is wrong with it. Typing in one redraws no other. */
export const FieldRow = memo(function FieldRow({ field, value, covered, onChange, problem, language, optionsPath = null }: FieldRowProps) {
  const write = (next: Json | undefined) => onChange(field.name, next);
  if (field.widget === "switch") return <SwitchRow field={field} value={value} onChange={write} problem={problem} />;
  const Widget = widgets[field.widget];
  const isShort = field.help.length <= SHORT_HELP;
  return (
    <Field
      label={field.label}
      required={field.required && isEmpty(value)}
      fact={isShort && field.help !== "" ? field.help : hintFor(field)}
      help={isShort ? undefined : field.help}
      // A schedule is several fields, and says what is wrong beside the one it is about.
      error={field.widget === "schedule" ? null : problem}
    >
      {(control) => (
        <Widget
          field={field}
          value={value}
          onChange={write}
          covered={covered}
          onCoveredChange={onChange}
          id={control.id}
          describedBy={control["aria-describedby"]}
          invalid={problem !== null}
          problem={problem}
          language={language}
          optionsPath={optionsPath}
        />
      )}
    </Field>
  );
});

function SwitchRow({ field, value, onChange, problem }: Omit<FieldRowProps, "onChange"> & { onChange: (value: Json) => void }) {
  const id = useId();
  const { disabled } = useForm();
  const on = value ?? field.default ?? false;
  return (
    <div className={styles.inline}>
      <div>
        <label htmlFor={id}>{field.label}</label>
        {(problem ?? field.help) && <small>{problem ?? field.help}</small>}
      </div>
      <Switch id={id} label={field.label} on={on === true} disabled={disabled} onChange={onChange} />
    </div>
  );
}

function hintFor(field: FormField) {
  if (!field.takesTemplates || (field.widget !== "template" && field.widget !== "textarea")) return undefined;
  return (
    <span className={styles.hint}>
      Type <code>{"{{"}</code> {text.typeBraces}
    </span>
  );
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "";
}
