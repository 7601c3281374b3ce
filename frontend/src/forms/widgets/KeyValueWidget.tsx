import { useOptions } from "@/api/queries/useOptions";
import type { Json } from "@/graph/definition";
import { Input } from "@/ui/Input";
import { useForm } from "../FormContext";
import { text } from "../text";
import { AddButton, RemoveButton } from "./RowButtons";
import { useRows } from "./useRows";
import styles from "./widgets.module.css";
import { ValueEditor } from "./ValueEditor";
import type { WidgetProps } from "./widgetProps";

interface Pair {
  name: string;
  value: Json;
}

/** Names and values: headers, query fields, or the fields a new object gets. */
export function KeyValueWidget({ field, value, onChange, id, optionsPath }: WidgetProps) {
  const { disabled } = useForm();
  const offered = optionsPath === null ? undefined : `${id}-names`;
  const of = field.schema.additionalProperties;
  const isText = typeof of === "object" && of.type === "string";
  const isMapping = field.widget === "mapping";
  const rows = useRows<Pair, Json | undefined>(value ?? field.default, pairsOf, objectOf, onChange);
  const shown = rows.rows;
  return (
    <div className={styles.rows} role="group" aria-label={field.label}>
      {shown.map(({ key, value: pair }, index) => (
        <div key={key} className={isMapping ? styles.stacked : styles.pair}>
          <Input
            // Whoever asked for a row names it next.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus={key === rows.added}
            aria-label={`${field.label}: ${isMapping ? "field" : "name"} ${String(index + 1)}`}
            placeholder={isMapping ? "field" : "name"}
            value={pair.name}
            list={offered}
            disabled={disabled}
            aria-invalid={shown.some((other) => other.key !== key && other.value.name === pair.name) || undefined}
            onChange={(event) => rows.change(key, { ...pair, name: event.target.value })}
          />
          <ValueEditor
            label={`${field.label}: value of ${pair.name || String(index + 1)}`}
            value={pair.value}
            isText={isText}
            takesData={field.takesTemplates}
            preview={isMapping}
            onChange={(next) => rows.change(key, { ...pair, value: next })}
          />
          <RemoveButton what={pair.name || "row"} disabled={disabled} onClick={() => rows.remove(key)} />
        </div>
      ))}
      {offered && <OfferedNames id={offered} path={optionsPath} />}
      <AddButton label={isMapping ? text.addField : text.addRow} disabled={disabled} onClick={() => rows.add({ name: "", value: "" })} />
    </div>
  );
}

/** What the browser offers while a name is typed; other names are fine, too. */
function OfferedNames({ id, path }: { id: string; path: string | null }) {
  const { data } = useOptions(path);
  return (
    <datalist id={id}>
      {data?.pages.flatMap((page) => page.data).map((option) => (
        <option key={option.value} value={option.value} />
      ))}
    </datalist>
  );
}

function pairsOf(value: Json | undefined): Pair[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, entry]) => ({ name, value: entry }));
}

function objectOf(pairs: Pair[]): Json | undefined {
  const named = pairs.filter((pair) => pair.name !== "");
  return named.length === 0 ? undefined : Object.fromEntries(named.map((pair) => [pair.name, pair.value]));
}
