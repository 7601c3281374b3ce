import { useState } from "react";
import type { Json } from "@/graph/definition";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import type { FormField } from "../schema/fields";
import { text } from "../text";
import { PickField } from "./PickField";
import { AddButton, RemoveButton } from "./RowButtons";
import { useRows } from "./useRows";
import styles from "./widgets.module.css";
import { asText, type WidgetProps } from "./widgetProps";

/** A list of texts, one row each. */
export function ListWidget({ field, value, onChange, optionsPath }: WidgetProps) {
  const { disabled } = useForm();
  const rows = useRows<string, Json | undefined>(
    value ?? field.default,
    (list) => (Array.isArray(list) ? list.map(asText) : typeof list === "string" ? [list] : []),
    (items) => (items.length === 0 ? undefined : items),
    onChange,
  );
  return (
    <div className={styles.rows} role="group" aria-label={field.label}>
      {rows.rows.map(({ key, value: item }, index) => (
        <div key={key} className={styles.item}>
          <ListItem
            key={String(disabled)}
            field={field}
            label={`${field.label} ${String(index + 1)}`}
            value={item}
            path={optionsPath}
            onChange={(next) => rows.change(key, next)}
          />
          <RemoveButton what={String(index + 1)} disabled={disabled} onClick={() => rows.remove(key)} />
        </div>
      ))}
      <AddButton label={text.addItem} disabled={disabled} onClick={() => rows.add("")} />
    </div>
  );
}

interface ListItemProps {
  field: FormField;
  label: string;
  value: string;
  path: string | null;
  onChange: (value: string) => void;
}

function ListItem({ field, label, value, path, onChange }: ListItemProps) {
  const { scope, disabled } = useForm();
  const [wantsData, setWantsData] = useState(false);
  if (path !== null && !wantsData && !value.includes("{{")) {
    const onBraces = field.takesTemplates ? () => setWantsData(true) : undefined;
    return <PickField label={label} invalid={false} disabled={disabled} placeholder={field.placeholder} value={value} path={path} onChange={onChange} onBraces={onBraces} />;
  }
  return (
    <TemplateEditor
      label={label}
      value={value}
      onChange={onChange}
      scope={scope}
      placeholder={field.placeholder}
      takesData={field.takesTemplates}
      disabled={disabled}
      startsOpen={wantsData}
    />
  );
}
