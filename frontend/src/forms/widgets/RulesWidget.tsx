import { Fragment } from "react";
import { useForm } from "../FormContext";
import { text } from "../text";
import { AddButton } from "./RowButtons";
import { RuleRow } from "./RuleRow";
import { EMPTY_RULE, rulesOf, storedRules, type RuleGroups } from "./rules";
import styles from "./widgets.module.css";
import type { WidgetProps } from "./widgetProps";

/** Any of several groups, each all of its rules. */
export function RulesWidget({ field, value, onChange }: WidgetProps) {
  const { disabled } = useForm();
  const given = rulesOf(value ?? field.default);
  const groups: RuleGroups = given.length === 0 ? [[EMPTY_RULE]] : given;
  const put = (next: RuleGroups) => onChange(storedRules(next));
  return (
    <div className={styles.rows} role="group" aria-label={field.label}>
      {groups.map((group, at) => (
        // Groups and rules have no identity but their place.
        <Fragment key={at}>
          {at > 0 && <div className={styles.between}>or</div>}
          <div className={styles.group}>
            {group.map((rule, index) => (
              <Fragment key={index}>
                {index > 0 && <div className={styles.between}>and</div>}
                <RuleRow
                  rule={rule}
                  name={`${groups.length > 1 ? `group ${String(at + 1)}, ` : ""}rule ${String(index + 1)}`}
                  canRemove={groups.length > 1 || group.length > 1}
                  onChange={(next) => put(groups.with(at, group.with(index, next)))}
                  onRemove={() => put(groups.with(at, group.toSpliced(index, 1)))}
                />
              </Fragment>
            ))}
            <AddButton label={text.addRule} disabled={disabled} onClick={() => put(groups.with(at, [...group, EMPTY_RULE]))} />
          </div>
        </Fragment>
      ))}
      <AddButton label={text.addGroup} disabled={disabled} onClick={() => put([...groups, [EMPTY_RULE]])} />
    </div>
  );
}
