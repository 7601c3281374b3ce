import { lazy, Suspense } from "react";
import styles from "../code/CodeEditor.module.css";
import { faultIn } from "../code/faults";
import { useForm } from "../FormContext";
import { asText, type WidgetProps } from "./widgetProps";

// Grammars and completion weigh more than the rest of the form: they come with the first code field.
const CodeEditor = lazy(() => import("../code/CodeEditor").then((module) => ({ default: module.CodeEditor })));

/** A source in the language that another field names. */
export function CodeWidget({ field, value, onChange, id, describedBy, invalid, problem, language }: WidgetProps) {
  const { scope, disabled } = useForm();
  const shown = asText(value ?? field.default);
  return (
    <Suspense fallback={<pre className={styles.waiting}>{shown}</pre>}>
      <CodeEditor
        key={String(disabled)}
        label={field.label}
        language={language ?? "javascript"}
        value={shown}
        onChange={(next) => onChange(next === "" && field.default === undefined ? undefined : next)}
        scope={scope}
        fault={faultIn(problem)}
        placeholder={field.placeholder}
        id={id}
        describedBy={describedBy}
        invalid={invalid}
        disabled={disabled}
      />
    </Suspense>
  );
}
