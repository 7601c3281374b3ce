import type { Json } from "@/graph/definition";
import { Select } from "@/ui/Input";
import { TemplateEditor } from "../editor/TemplateEditor";
import { useForm } from "../FormContext";
import { isUnary, OPERATORS } from "./operators";
import { RemoveButton } from "./RowButtons";
import { operandOf, operandText, type Rule } from "./rules";
import { useDraft } from "./useDraft";
import styles from "./widgets.module.css";

export interface RuleRowProps {
  rule: Rule;
  name: string;
  canRemove: boolean;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}

/** "Amount paid / is over / 5000". */
export function RuleRow({ rule, name, canRemove, onChange, onRemove }: RuleRowProps) {
  const { scope, disabled } = useForm();
  return (
    <div className={styles.rule}>
      <TemplateEditor
        key={`left ${String(disabled)}`}
        label={`Left side of ${name}`}
        value={operandText(rule.left)}
        onChange={(next) => onChange({ ...rule, left: next })}
        scope={scope}
        placeholder="Type {{ to choose a value"
        preview={false}
        disabled={disabled}
      />
      <div className={styles.ruleHead}>
        <Select
          aria-label={`Operator of ${name}`}
          value={rule.operator}
          disabled={disabled}
          onChange={(event) => onChange({ ...rule, operator: event.target.value })}
        >
          {OPERATORS.map((operator) => (
            <option key={operator.id} value={operator.id}>
              {operator.words}
            </option>
          ))}
        </Select>
        <RemoveButton what={name} disabled={disabled || !canRemove} onClick={onRemove} />
      </div>
      {!isUnary(rule.operator) && <RightSide key={`right ${String(disabled)}`} rule={rule} name={name} onChange={onChange} />}
    </div>
  );
}

function RightSide({ rule, name, onChange }: Pick<RuleRowProps, "rule" | "name" | "onChange">) {
  const { scope, disabled } = useForm();
  const [written, write] = useDraft<Json>(rule.right, (typed) => operandOf(typed, rule.operator), operandText);
  return (
    <TemplateEditor
      label={`Right side of ${name}`}
      value={written}
      onChange={(next) => onChange({ ...rule, right: write(next) })}
      scope={scope}
      placeholder={rule.operator === "in" || rule.operator === "notIn" ? "one, two, three" : "a value, or {{ for data"}
      preview={false}
      disabled={disabled}
    />
  );
}
