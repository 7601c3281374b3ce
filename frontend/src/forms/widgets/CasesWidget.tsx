import type { Json } from "@/graph/definition";
import { freshId } from "@/graph/ids";
import { Input, Select } from "@/ui/Input";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { text } from "../text";
import { AddButton, RemoveButton } from "./RowButtons";
import { operandOf, operandText } from "./rules";
import styles from "./widgets.module.css";
import type { WidgetProps } from "./widgetProps";

type Case = Record<string, Json> & { id: string };

/** The ways out of a switch: each has a name, and what the value must be, or a condition. */
export function CasesWidget({ field, value, onChange }: WidgetProps) {
  const { scope, disabled } = useForm();
  const cases = casesOf(value);
  const put = (next: Case[]) => onChange(next);
  return (
    <div className={styles.rows} role="group" aria-label={field.label}>
      {cases.map((entry, index) => {
        const name = `case ${String(index + 1)}`;
        const isCondition = "when" in entry && entry["when"] !== null;
        return (
          <div key={entry.id} className={styles.group}>
            <div className={styles.caseHead}>
              <Input
                aria-label={`Name of ${name}`}
                placeholder={entry.id}
                value={typeof entry["label"] === "string" ? entry["label"] : ""}
                disabled={disabled}
                onChange={(event) => put(cases.with(index, { ...entry, label: event.target.value }))}
              />
              <Select
                aria-label={`Kind of ${name}`}
                value={isCondition ? "when" : "equals"}
                disabled={disabled}
                onChange={(event) => put(cases.with(index, withKind(entry, event.target.value)))}
              >
                <option value="equals">is</option>
                <option value="when">when</option>
              </Select>
              <RemoveButton what={name} disabled={disabled} onClick={() => put(cases.toSpliced(index, 1))} />
            </div>
            <TemplateEditor
              key={`${String(isCondition)} ${String(disabled)}`}
              label={isCondition ? `Condition of ${name}` : `Value of ${name}`}
              value={isCondition ? String(entry["when"]) : operandText(entry["equals"] ?? "")}
              onChange={(next) => put(cases.with(index, { ...entry, ...(isCondition ? { when: next } : { equals: operandOf(next, "eq") }) }))}
              scope={scope}
              kind={isCondition ? "expression" : "template"}
              placeholder={isCondition ? "input.amount > 5000" : "a value, or {{ for data"}
              disabled={disabled}
            />
          </div>
        );
      })}
      <AddButton label={text.addCase} disabled={disabled} onClick={() => put([...cases, freshCase(cases)])} />
    </div>
  );
}

/** A case's id is its port and stays when it is renamed, so that edges stay where they are. */
function freshCase(cases: readonly Case[]): Case {
  const id = freshId("case 1", new Set(cases.map((entry) => entry.id)));
  return { id, label: "", equals: "" };
}

function withKind(entry: Case, kind: string): Case {
  const { equals, when, ...rest } = entry;
  const content: Record<string, Json> = kind === "when" ? { when: typeof when === "string" ? when : "" } : { equals: equals ?? "" };
  return { ...rest, id: entry.id, ...content };
}

function casesOf(value: Json | undefined): Case[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry, index) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry)
      ? [{ ...entry, id: typeof entry["id"] === "string" ? entry["id"] : `case_${String(index + 1)}` }]
      : [],
  );
}
