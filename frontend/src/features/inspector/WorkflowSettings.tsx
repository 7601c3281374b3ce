import { SchemaForm } from "@/forms/SchemaForm";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
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
        <h2>{text.workflow}</h2>
        <p>{text.workflowHint}</p>
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
