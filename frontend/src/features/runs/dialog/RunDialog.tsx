import { useSamples } from "@/api/queries/useSamples";
import type { Definition } from "@/graph/definition";
import { Dialog } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Skeleton";
import { forgetInput } from "./keptInput";
import styles from "./RunDialog.module.css";
import { RunForm } from "./RunForm";
import { text } from "./text";

export interface RunDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  workflowId: string;
  /** The draft as it is now. */
  doc: Definition;
  /** The version that is live; null before the first publishing. */
  publishedVersion: number | null;
  /** Saves what is not saved yet; false when it could not. */
  flush: () => Promise<boolean>;
  onStarted: (runId: string) => void;
}

/** Asks with what to run, and starts it. */
export function RunDialog(props: RunDialogProps) {
  const { open, onOpenChange, workflowId } = props;
  const change = (next: boolean) => {
    if (!next) forgetInput(sessionStorage, workflowId);
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={change} title={text.title} width={560}>
      {open && <RunDialogBody key={workflowId} {...props} onOpenChange={change} />}
    </Dialog>
  );
}

function RunDialogBody(props: RunDialogProps) {
  const samples = useSamples(props.workflowId);
  if (samples.isPending) {
    return (
      <div className={styles.bones} aria-busy>
        <Skeleton height={34} />
        <Skeleton height={160} />
      </div>
    );
  }
  return <RunForm {...props} last={samples.data ?? null} />;
}
