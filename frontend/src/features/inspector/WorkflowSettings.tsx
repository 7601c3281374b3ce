import { X } from "lucide-react";
import { SchemaForm } from "@/forms/SchemaForm";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { IconButton } from "@/ui/IconButton";
import styles from "./Inspector.module.css";
import { settingsPatch, settingsSchema, settingsValue } from "./settingsForm";
import { text } from "./text";

/** Description, variables, input and limits: what no single block owns. */
export function WorkflowSettings() {
  const store = useStudioStore();
  const editable = useStudio((state) => state.editable);
  const value = useStudio((state) => settingsValue(state.doc), (a, b) => JSON.stringify(a) === JSON.stringify(b));
  return (
    <section className={styles.settings} aria-label={text.workflow}>
      <header>
        <div>
          <h2>{text.workflow}</h2>
          <p>{text.workflowHint}</p>
        </div>
        <IconButton label={text.close} size="small" icon={<X size={16} aria-hidden />} onClick={() => store.getState().closeInspector()} />
      </header>
      <SchemaForm
        schema={settingsSchema}
        value={value}
        disabled={!editable}
        onChange={(field, next) => {
          const { doc, updateDoc } = store.getState();
          updateDoc(settingsPatch(doc, field, next), { merge: `workflow:${field}` });
        }}
      />
    </section>
  );
}
