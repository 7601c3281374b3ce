import { useId } from "react";
import { Switch } from "@/forms/widgets/Switch";
import styles from "./TestTab.module.css";
import { text } from "./text";

/** Whether writes are only said. */
export function DrySwitch({ on, disabled, onChange }: { on: boolean; disabled?: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <div className={styles.dry}>
      <Switch label={text.dryRun} describedBy={id} on={on} disabled={disabled} onChange={onChange} />
      <span id={id}>
        <b>{text.dryRun}</b> {disabled ? text.dryDraftOnly : text.dryHelp}
      </span>
    </div>
  );
}
