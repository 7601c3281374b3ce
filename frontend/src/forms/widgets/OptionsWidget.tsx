import { useState } from "react";
import { useOptions } from "@/api/queries/useOptions";
import { Select } from "@/ui/Input";
import { useForm } from "../FormContext";
import { text } from "../text";
import { TextWidget } from "./TextWidget";
import { asText, type WidgetProps } from "./widgetProps";
import styles from "./widgets.module.css";

/** One of a list that the company's own data gives: a table, a column, a workflow; or a value from the data instead. */
export function OptionsWidget(props: WidgetProps) {
  const { field, value, onChange, optionsPath } = props;
  const { disabled } = useForm();
  const chosen = asText(value);
  const [writes, setWrites] = useState(chosen.includes("{{"));
  const { data, isError } = useOptions(writes ? null : optionsPath);
  if (writes) {
    return (
      <>
        <TextWidget {...props} field={{ ...field, widget: "template" }} />
        <Switcher label={text.chooseFromList} disabled={disabled} onClick={() => setWrites(false)} />
      </>
    );
  }
  const options = data?.options ?? [];
  const isKnown = options.some((option) => option.value === chosen);
  return (
    <>
      <Select
        id={props.id}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        disabled={disabled || (optionsPath === null && chosen === "")}
        value={chosen}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
      >
        <option value="">{optionsPath === null ? text.chooseOtherFirst : data && options.length === 0 ? text.nothingToChoose : text.choose}</option>
        {chosen !== "" && !isKnown && <option value={chosen}>{data ? text.notInList(chosen) : chosen}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.hint ? `${option.label} · ${option.hint}` : option.label}
          </option>
        ))}
      </Select>
      {isError && <p className={styles.problem}>{text.listDidNotLoad}</p>}
      {data?.hasMore && <p className={styles.problem}>{text.listGoesOn}</p>}
      {field.takesTemplates && <Switcher label={text.useData} disabled={disabled} onClick={() => setWrites(true)} />}
    </>
  );
}

function Switcher({ label, disabled, onClick }: { label: string; disabled: boolean; onClick: () => void }) {
  return (
    <div className={styles.under}>
      <button type="button" className={styles.link} disabled={disabled} onClick={onClick}>
        {label}
      </button>
    </div>
  );
}
