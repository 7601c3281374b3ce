import type { BlockDef } from "@/graph/definition";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import styles from "./RunDialog.module.css";
import { text } from "./text";

export interface WhatToRunProps {
  version: "draft" | number;
  onVersion: (version: "draft" | number) => void;
  publishedVersion: number | null;
  triggers: readonly BlockDef[];
  triggerId: string | undefined;
  onTrigger: (id: string) => void;
}

/** Draft or live version, and as which trigger, where there is a choice at all. */
export function WhatToRun({ version, onVersion, publishedVersion, triggers, triggerId, onTrigger }: WhatToRunProps) {
  return (
    <div className={styles.what}>
      {publishedVersion !== null && publishedVersion > 0 ? (
        <Field label={text.what}>
          {(control) => (
            <Select {...control} value={String(version)} onChange={(event) => onVersion(event.target.value === "draft" ? "draft" : Number(event.target.value))}>
              <option value="draft">{text.draft}</option>
              <option value={String(publishedVersion)}>{text.version(publishedVersion, true)}</option>
            </Select>
          )}
        </Field>
      ) : null}
      {triggers.length > 1 && (
        <Field label={text.trigger}>
          {(control) => (
            <Select {...control} value={triggerId} onChange={(event) => onTrigger(event.target.value)}>
              {triggers.map((trigger) => (
                <option key={trigger.id} value={trigger.id}>
                  {trigger.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </div>
  );
}
