import type { Json } from "@/graph/definition";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { readLoose, showLoose } from "./looseJson";
import { useDraft } from "./useDraft";
import { asText } from "./widgetProps";

export interface ValueEditorProps {
  label: string;
  value: Json;
  onChange: (value: Json) => void;
  /** Text stays text; otherwise `5` is the number and `"5"` the text. */
  isText: boolean;
  takesData?: boolean;
  preview?: boolean;
}

/** One value in a row of many. */
export function ValueEditor({ label, value, onChange, isText, takesData = true, preview = true }: ValueEditorProps) {
  const { scope, disabled } = useForm();
  const [written, write] = useDraft<Json>(value, isText ? (typed) => typed : readLoose, isText ? asText : showLoose);
  return (
    <TemplateEditor
      key={String(disabled)}
      label={label}
      value={written}
      onChange={(next) => onChange(write(next))}
      scope={scope}
      placeholder="value"
      takesData={takesData}
      preview={takesData && preview}
      disabled={disabled}
    />
  );
}
