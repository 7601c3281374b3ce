import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { isTemplate } from "../references/templates";
import { text } from "../text";
import styles from "./widgets.module.css";
import { asText, type WidgetProps } from "./widgetProps";

/** A number, or a template that comes to one. */
export function NumberWidget({ field, value, onChange, id, describedBy, invalid }: WidgetProps) {
  const { scope, disabled } = useForm();
  const shown = asText(value ?? field.default);
  const isWrong = shown !== "" && !shown.includes("{{") && numberOf(shown) === null;
  return (
    <>
      <TemplateEditor
        key={String(disabled)}
        label={field.label}
        value={shown}
        onChange={(next) => onChange(next === "" ? undefined : (numberOf(next) ?? next))}
        scope={scope}
        placeholder={field.placeholder}
        takesData={field.takesTemplates}
        id={id}
        describedBy={describedBy}
        invalid={invalid || isWrong}
        disabled={disabled}
      />
      {isWrong && !isTemplate(shown) && <p className={styles.problem}>{text.notANumber}</p>}
    </>
  );
}

/** The number a text is, unless writing it back would change what is being typed ("1.", "1.50"). */
function numberOf(written: string): number | null {
  const number = Number(written);
  return written.trim() !== "" && Number.isFinite(number) && String(number) === written ? number : null;
}
