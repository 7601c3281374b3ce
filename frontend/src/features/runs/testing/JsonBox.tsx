import { useState, type ReactNode } from "react";
import { EMPTY_SCOPE } from "@/forms/data/scope";
import { TemplateEditor } from "@/forms/editor/TemplateEditor";
import { parseJson } from "@/forms/widgets/parseJson";
import type { Json } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { JsonView } from "@/ui/json/JsonView";
import styles from "./TestTab.module.css";
import { text } from "./text";

export interface JsonBoxProps {
  label: string;
  value: Json | undefined;
  /** Draws the text to edit instead of the tree. */
  editing: boolean;
  onChange: (value: Json) => void;
  onDone: () => void;
  actions?: ReactNode;
}

/** A JSON value as a tree, or as a text to edit. What is not JSON yet is not written. */
export function JsonBox({ label, value, editing, onChange, onDone, actions }: JsonBoxProps) {
  return (
    <div className={styles.box}>
      {editing ? <Editor label={label} value={value} onChange={onChange} onDone={onDone} /> : value !== undefined && <JsonView value={value} label={label} openDepth={2} className={styles.json} />}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

function Editor({ label, value, onChange, onDone }: Pick<JsonBoxProps, "label" | "value" | "onChange" | "onDone">) {
  const [draft, setDraft] = useState(() => JSON.stringify(value ?? {}, null, 2));
  const parsed = parseJson(draft);
  const done = () => {
    if (parsed.value === undefined) return;
    onChange(parsed.value);
    onDone();
  };
  return (
    <>
      <TemplateEditor json label={label} value={draft} onChange={setDraft} scope={EMPTY_SCOPE} lines="multi" takesData={false} invalid={parsed.error !== null} />
      {parsed.error !== null && <p className={styles.error}>{text.notJson(parsed.error)}</p>}
      <div className={styles.actions}>
        <Button size="small" disabled={parsed.value === undefined} onClick={done}>
          {text.done}
        </Button>
      </div>
    </>
  );
}
