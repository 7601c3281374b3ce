import { useMemo, useRef, useLayoutEffect, useCallback } from "react";
import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import type { DataScope } from "./data/scope";
import { EMPTY_SCOPE } from "./data/scope";
import { FieldRow } from "./FieldRow";
import { FormContext } from "./FormContext";
import { optionsPathOf, type Account } from "./schema/optionsPath";
import { fieldsOf, inheriting, isVisible, type FormField } from "./schema/fields";
import styles from "./SchemaForm.module.css";
import { text } from "./text";

export interface FieldProblem {
  field: string;
  severity: "error" | "warning";
  message: string;
}

export interface SchemaFormProps {
  schema: JsonSchema;
  value: Record<string, Json>;
  /** One field at a time; `undefined` takes it out. */
  onChange: (field: string, value: Json | undefined) => void;
  scope?: DataScope;
  problems?: readonly FieldProblem[];
  disabled?: boolean;
  /** The app's account that lists to choose from are read with. */
  account?: Account | undefined;
  /** Values that count where the form has none, such as those of the agent that a block names. */
  inherited?: Record<string, Json> | undefined;
  /** Values as they are, without references to data: the input of a run. */
  plain?: boolean;
}

/** Other people's values are shown as they are written. */
function asPlain(field: FormField): FormField {
  return { ...field, takesTemplates: false, options: field.options.map(({ value }) => ({ value, label: String(value) })) };
}

function languageOf(field: FormField, value: Record<string, Json>, fields: readonly FormField[]): string | undefined {
  const named = value[field.languageFrom] ?? fields.find((other) => other.name === field.languageFrom)?.default;
  return typeof named === "string" ? named : undefined;
}

const NO_PROBLEMS: readonly FieldProblem[] = [];

/** A form drawn from a JSON Schema with x-ui hints: what the catalogue says of a block, or a workflow of its input. */
export function SchemaForm({ schema, value, onChange, scope = EMPTY_SCOPE, problems = NO_PROBLEMS, disabled = false, account, inherited, plain = false }: SchemaFormProps) {
  const fields = useMemo(() => {
    const drawn = plain ? fieldsOf(schema, []).map(asPlain) : fieldsOf(schema);
    return inherited ? drawn.map((field) => inheriting(field, inherited[field.name])) : drawn;
  }, [schema, plain, inherited]);
  const known = useMemo(() => ({ ...inherited, ...value }), [inherited, value]);
  const covered = new Set(fields.flatMap((field) => field.covers));
  const visible = fields.filter((field) => !covered.has(field.name) && isVisible(field, known, fields));
  const latest = useRef(onChange);
  useLayoutEffect(() => {
    latest.current = onChange;
  });
  const write = useCallback((name: string, next: Json | undefined) => latest.current(name, next), []);
  const context = useMemo(() => ({ scope, disabled }), [scope, disabled]);

  const row = (name: string) => {
    const field = visible.find((candidate) => candidate.name === name);
    if (!field) return null;
    const names = [name, ...field.covers];
    const problem = problems.find((one) => names.some((each) => one.field === each || one.field.startsWith(`${each}.`) || one.field.startsWith(`${each}[`)));
    return (
      <FieldRow
        key={inherited?.[name] === undefined ? name : `${name} inherited`}
        field={field}
        value={value[name]}
        covered={field.covers.length > 0 ? Object.fromEntries(field.covers.map((each) => [each, value[each]])) : undefined}
        onChange={write}
        problem={problem?.message ?? null}
        language={languageOf(field, value, fields)}
        optionsPath={optionsPathOf(field, known, account)}
      />
    );
  };
  const advanced = visible.filter((field) => field.advanced);
  const isOpen = advanced.some((field) => value[field.name] !== undefined || problems.some((one) => one.field === field.name));
  if (visible.length === 0) return <p className={styles.nothing}>{text.nothingToFill}</p>;
  return (
    <FormContext value={context}>
      <div className={styles.form}>
        {visible.filter((field) => !field.advanced).map((field) => row(field.name))}
        {advanced.length > 0 && (
          <details className={styles.more} open={isOpen || undefined}>
            <summary>
              {text.moreSettings} <span>{advanced.length}</span>
            </summary>
            <div className={styles.form}>{advanced.map((field) => row(field.name))}</div>
          </details>
        )}
      </div>
    </FormContext>
  );
}
