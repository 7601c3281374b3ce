import { useState } from "react";
import type { Json } from "@/graph/definition";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { JsonView } from "@/ui/json/JsonView";
import { isTemplate } from "../references/templates";
import { text } from "../text";
import { parseJson } from "./parseJson";
import styles from "./widgets.module.css";
import type { WidgetProps } from "./widgetProps";

/** JSON as text or as a tree. What is not JSON yet stays in the field and is not written to the config. */
export function JsonWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const { scope, disabled } = useForm();
  const current = value ?? field.default;
  const [draft, setDraft] = useState<{ text: string; value: Json | undefined }>(() => ({ text: written(current), value: current }));
  const [isTree, setTree] = useState(false);
  // Undo and the like change the value under the field: then its text is written anew.
  if (JSON.stringify(draft.value) !== JSON.stringify(current)) setDraft({ text: written(current), value: current });
  const parsed = readJson(draft.text);
  const canTree = parsed.error === null && typeof parsed.value === "object" && parsed.value !== null;

  const write = (next: string) => {
    const result = readJson(next);
    if (result.error !== null) {
      setDraft({ text: next, value: current });
      return;
    }
    setDraft({ text: next, value: result.value ?? field.default });
    onChange(result.value);
  };
  return (
    <div>
      {isTree && canTree ? (
        <div className={styles.tree}>
          <JsonView value={parsed.value} label={field.label} />
        </div>
      ) : (
        <TemplateEditor
          key={String(disabled)}
          json
          label={field.label}
          value={draft.text}
          onChange={write}
          scope={scope}
          lines="multi"
          takesData={field.takesTemplates}
          placeholder={field.placeholder || "{ }"}
          id={id}
          describedBy={describedBy}
          invalid={invalid || parsed.error !== null}
          disabled={disabled}
          preview={isTemplate(draft.text) && draft.text.trim().startsWith("{{")}
        />
      )}
      <div className={styles.under}>
        {parsed.error ? <p className={styles.problem}>{text.badJson(parsed.error)}</p> : <span />}
        {canTree && (
          <button type="button" className={styles.link} aria-pressed={isTree} onClick={() => setTree(!isTree)}>
            {isTree ? text.asText : text.tree}
          </button>
        )}
      </div>
    </div>
  );
}

function written(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string" && isTemplate(value)) return value;
  return JSON.stringify(value, null, 2);
}

/** Text as JSON; a template alone is the text itself, and nothing is nothing. */
function readJson(source: string): { value: Json | undefined; error: string | null } {
  const trimmed = source.trim();
  if (trimmed === "") return { value: undefined, error: null };
  if (trimmed.startsWith("{{") && isTemplate(trimmed)) return { value: trimmed, error: null };
  return parseJson(source);
}
