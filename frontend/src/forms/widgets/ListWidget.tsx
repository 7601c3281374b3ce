import type { Json } from "@/graph/definition";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { text } from "../text";
import { AddButton, RemoveButton } from "./RowButtons";
import { useRows } from "./useRows";
import styles from "./widgets.module.css";
import { asText, type WidgetProps } from "./widgetProps";

/** A list of texts, one row each. */
export function ListWidget({ field, value, onChange }: WidgetProps) {
  const { scope, disabled } = useForm();
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
          <TemplateEditor
            key={String(disabled)}
            label={`${field.label} ${String(index + 1)}`}
            value={item}
            onChange={(next) => rows.change(key, next)}
            scope={scope}
            placeholder={field.placeholder}
            takesData={field.takesTemplates}
            disabled={disabled}
          />
          <RemoveButton what={String(index + 1)} disabled={disabled} onClick={() => rows.remove(key)} />
        </div>
      ))}
      <AddButton label={text.addItem} disabled={disabled} onClick={() => rows.add("")} />
    </div>
  );
}
