import { useState } from "react";
import { useForm } from "../FormContext";
import { text } from "../text";
import { PickField } from "./PickField";
import { TextWidget } from "./TextWidget";
import { asText, isWritten, type WidgetProps } from "./widgetProps";
import styles from "./widgets.module.css";

/** One of a list that the company's data or an app's account gives; or an id or a value from the data instead. */
export function OptionsWidget(props: WidgetProps) {
  const { field, value, onChange, optionsPath } = props;
  const { disabled } = useForm();
  const [writes, setWrites] = useState(isWritten(value) ? "as it is" : null);
  if (writes !== null) {
    return (
      <>
        <TextWidget {...props} field={{ ...field, widget: "template" }} startsOpen={writes === "menu"} />
        <Switcher label={text.chooseFromList} disabled={disabled} onClick={() => setWrites(null)} />
      </>
    );
  }
  return (
    <>
      <PickField
        id={props.id}
        label={field.label}
        describedBy={props.describedBy}
        invalid={props.invalid}
        disabled={disabled}
        placeholder={field.placeholder}
        value={asText(value)}
        path={optionsPath}
        onChange={(next) => onChange(next === "" ? undefined : next)}
        onBraces={field.takesTemplates ? () => setWrites("menu") : undefined}
      />
      {field.takesTemplates && <Switcher label={text.useData} disabled={disabled} onClick={() => setWrites("menu")} />}
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
