import { Redo2, Undo2 } from "lucide-react";
import { Link } from "react-router";
import { useMay } from "@/api/queries/useMay";
import type { Workflow } from "@/api/types";
import { EditableText } from "@/features/inspector/EditableText";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { IconButton } from "@/ui/IconButton";
import { PublishButton } from "../publish/PublishButton";
import { text } from "../text";
import { ProblemsButton } from "./ProblemsButton";
import { RunButton } from "./RunButton";
import { SavedState } from "./SavedState";
import styles from "./StudioHeader.module.css";
import { StudioMenu } from "./StudioMenu";
import { StudioTabs } from "./StudioTabs";
import { VersionTag } from "./VersionTag";

interface StudioHeaderProps {
  workflow: Workflow;
  flush: () => Promise<boolean>;
}

/** Where one is, whether it is saved, what stands in the way, and the one main action. */
export function StudioHeader({ workflow, flush }: StudioHeaderProps) {
  const store = useStudioStore();
  const name = useStudio((state) => state.doc.name);
  const editable = useStudio((state) => state.editable);
  const canUndo = useStudio((state) => state.history.past.length > 0);
  const canRedo = useStudio((state) => state.history.future.length > 0);
  const mayRun = useMay("workflows:execute");
  return (
    <header className={styles.header}>
      <div className={styles.left}>
        <Link to="/workflows" className={styles.crumb}>
          {text.workflows}
        </Link>
        <span className={styles.slash} aria-hidden>
          /
        </span>
        <h1 className={styles.name} data-testid="workflow-name">
          <EditableText label={text.rename} value={name} disabled={!editable} onCommit={(next) => store.getState().updateDoc({ name: next })} />
        </h1>
        <VersionTag workflow={workflow} />
        <SavedState flush={flush} />
      </div>
      <StudioTabs workflowId={workflow.id} />
      <div className={styles.right}>
        {editable && (
          <>
            <IconButton label={text.undo} keys="Ctrl Z" className={styles.step} disabled={!canUndo} icon={<Undo2 size={16} aria-hidden />} onClick={() => store.getState().undo()} />
            <IconButton label={text.redo} keys="Ctrl Y" className={styles.step} disabled={!canRedo} icon={<Redo2 size={16} aria-hidden />} onClick={() => store.getState().redo()} />
            <i className={styles.line} aria-hidden />
          </>
        )}
        <StudioMenu workflow={workflow} />
        <ProblemsButton workflowId={workflow.id} />
        {mayRun && <RunButton workflowId={workflow.id} publishedVersion={workflow.publishedVersion} flush={flush} />}
        {editable && <PublishButton workflow={workflow} flush={flush} />}
      </div>
    </header>
  );
}
