import type { Json } from "@/graph/definition";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { isTemplate } from "../references/templates";
import { text } from "../text";
import { useDraft } from "./useDraft";
import styles from "./widgets.module.css";
import { asText, type WidgetProps } from "./widgetProps";

/** A number, or a template that comes to one. */
export function NumberWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const { scope, disabled } = useForm();
  const [shown, write] = useDraft<Json | undefined>(value, (typed) => (typed === "" ? undefined : (numberOf(typed) ?? typed)), asText);
  const isWrong = shown !== "" && !shown.includes("{{") && numberOf(shown) === null;
  return (
    <>
      <TemplateEditor
        key={String(disabled)}
        label={field.label}
        value={shown}
        onChange={(next) => onChange(write(next))}
        scope={scope}
        placeholder={field.placeholder || asText(field.default)}
        takesData={field.takesTemplates}
        id={id}
        describedBy={describedBy}
        invalid={invalid || isWrong}
        disabled={disabled}
      />
      {isWrong && !invalid && !isTemplate(shown) && <p className={styles.problem}>{field.takesTemplates ? text.notANumber : text.notAPlainNumber}</p>}
    </>
  );
}

function numberOf(written: string): number | null {
  const number = Number(written);
  return /^\s*[-+]?[\d.]+\s*$/.test(written) && Number.isFinite(number) ? number : null;
}
