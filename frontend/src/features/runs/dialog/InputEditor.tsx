import { useState, type ReactNode } from "react";
import { EMPTY_SCOPE } from "@/forms/data/scope";
import { TemplateEditor } from "@/forms/editor/TemplateEditor";
import { SchemaForm, type FieldProblem } from "@/forms/SchemaForm";
import { parseJson } from "@/forms/widgets/parseJson";
import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import styles from "./RunDialog.module.css";
import { isObject } from "./runInput";
import { text } from "./text";

/** The input is kept as JSON text; the form reads and writes that text, so that nothing is lost between the two. */
export interface InputDraft {
  text: string;
}

export interface InputEditorProps {
  /** Null where no form can be drawn. */
  schema: JsonSchema | null;
  draft: InputDraft;
  onChange: (draft: InputDraft) => void;
  problems: readonly FieldProblem[];
  error: string | null;
  fact?: string | undefined;
  after: ReactNode;
}

const isEmpty = (value: Json | undefined) => value !== undefined && isObject(value) && Object.keys(value).length === 0;

export function InputEditor({ schema, draft, onChange, problems, error, fact, after }: InputEditorProps) {
  const [asJson, setAsJson] = useState(schema === null);
  const parsed = parseJson(draft.text.trim() === "" ? "{}" : draft.text);
  const value = parsed.value;
  const write = (field: string, next: Json | undefined) => {
    const before = value !== undefined && isObject(value) ? value : {};
    const { [field]: _gone, ...others } = before;
    const after = next === undefined ? others : { ...before, [field]: next };
    onChange({ text: JSON.stringify(after, null, 2) });
  };
  return (
    <section className={styles.input} aria-label={text.input}>
      <header className={styles.inputHead}>
        <span className={styles.label}>{text.input}</span>
        {schema && (
          <span className={styles.switcher} role="group" aria-label={text.input}>
            <button type="button" aria-pressed={!asJson} onClick={() => setAsJson(false)}>
              {text.form}
            </button>
            <button type="button" aria-pressed={asJson} onClick={() => setAsJson(true)}>
              {text.json}
            </button>
          </span>
        )}
        <span className={styles.fact}>{fact}</span>
        {after}
      </header>
      {schema && !asJson ? (
        value !== undefined && isObject(value) ? (
          <SchemaForm plain schema={schema} value={value} onChange={write} problems={problems} />
        ) : (
          <p className={styles.hint}>{text.notAnObject}</p>
        )
      ) : (
        <>
          <TemplateEditor
            json
            label={text.input}
            value={draft.text}
            onChange={(next) => onChange({ text: next })}
            scope={EMPTY_SCOPE}
            lines="tall"
            takesData={false}
            invalid={error !== null}
          />
          {error ? <p className={styles.error}>{text.notJson(error)}</p> : isEmpty(value) && <p className={styles.hint}>{text.noInput}</p>}
          {problems.map((problem) => (
            <p key={problem.field + problem.message} className={styles.error}>
              {problem.message}
            </p>
          ))}
        </>
      )}
    </section>
  );
}
