import { Input, TextArea } from "@/ui/Input";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { asText, type WidgetProps } from "./widgetProps";

const LINES = { textarea: "multi", template: "grow" } as const;

/** One line, many lines or an expression: a text in which data can stand. */
export function TextWidget({ field, value, onChange, id, describedBy, invalid, startsOpen }: WidgetProps & { startsOpen?: boolean }) {
  const { scope, disabled } = useForm();
  const { widget } = field;
  const shown = asText(value ?? field.default);
  const attributes = { id, disabled, "aria-describedby": describedBy, "aria-invalid": invalid || undefined };
  const write = (next: string) => onChange(next === "" && field.default === undefined ? undefined : next);
  if ((widget === "text" || widget === "template") && !field.takesTemplates) {
    return <Input {...attributes} value={shown} placeholder={field.placeholder} onChange={(event) => write(event.target.value)} />;
  }
  if (widget === "textarea" && !field.takesTemplates) {
    return <TextArea {...attributes} value={shown} placeholder={field.placeholder} onChange={(event) => write(event.target.value)} />;
  }
  return (
    <TemplateEditor
      key={String(disabled)}
      label={field.label}
      value={shown}
      onChange={write}
      scope={scope}
      kind={widget === "expression" ? "expression" : "template"}
      lines={widget in LINES ? LINES[widget as keyof typeof LINES] : "single"}
      takesData={field.takesTemplates}
      placeholder={field.placeholder}
      id={id}
      describedBy={describedBy}
      invalid={invalid}
      disabled={disabled}
      startsOpen={startsOpen ?? false}
    />
  );
}
