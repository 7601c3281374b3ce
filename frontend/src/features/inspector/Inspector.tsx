import { useStudio } from "@/graph-react/useStudio";
import { BlockInspector } from "./BlockInspector";
import type { TestTabOf } from "./TestTabOf";
import styles from "./Inspector.module.css";
import { text } from "./text";
import { WorkflowSettings } from "./WorkflowSettings";

export interface InspectorProps {
  workflowId: string;
  testTab: TestTabOf;
}

/** The form of the selected block; with nothing selected, what belongs to the whole workflow. */
export function Inspector({ workflowId, testTab }: InspectorProps) {
  const only = useStudio((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null));
  const count = useStudio((state) => state.selection.length);
  return (
    <aside className={styles.inspector} aria-label="Inspector">
      {only !== null && <BlockInspector key={only} blockId={only} workflowId={workflowId} testTab={testTab} />}
      {only === null && count > 1 && (
        <div className={styles.many}>
          <h2>{text.manySelected(count)}</h2>
          <p>{text.manyHint}</p>
        </div>
      )}
      {count === 0 && <WorkflowSettings />}
    </aside>
  );
}
