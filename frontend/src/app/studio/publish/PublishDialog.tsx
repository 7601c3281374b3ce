import { useId, useState } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useRuns } from "@/api/queries/useRuns";
import type { Workflow } from "@/api/types";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { Comparison } from "../compare/Comparison";
import { useComparison } from "../compare/useComparison";
import { fateOf } from "./fate";
import { Gate } from "./Gate";
import styles from "./Publish.module.css";
import { PublishTests } from "./PublishTests";
import { text } from "./text";
import { usePublish } from "./usePublish";

interface PublishDialogProps {
  workflow: Workflow;
  /** The number that the version will get. */
  next: number;
  flush: () => Promise<boolean>;
  onClose: () => void;
}

/** All there is to know before the draft goes live: what changes, what was checked, what becomes of runs and triggers. */
export function PublishDialog({ workflow, next, flush, onClose }: PublishDialogProps) {
  const form = useId();
  const store = useStudioStore();
  const canvas = useCanvasStore();
  const navigate = useNavigate();
  const [note, setNote] = useState("");
  const problems = useStudio((state) => state.problems);
  const catalogue = useStudio((state) => state.catalogue);
  const draft = useStudio((state) => state.doc);
  const live = workflow.publishedVersion || null;
  const compared = useComparison(workflow.id, live ?? undefined, "draft", flush);
  const underWay = useRuns({ workflowId: workflow.id, status: "running,waiting" }).data?.pages[0]?.meta.counts;
  const { publish, busy, refusal } = usePublish(workflow.id, flush, onClose);
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const warnings = problems.length - errors;
  const go = (blockId: string | null) => {
    onClose();
    void navigate(`/workflows/${workflow.id}`);
    store.getState().inspect(blockId);
    if (blockId) canvas.getState().show(blockId);
  };
  const fates = fateOf(compared.data?.before ?? null, draft, compared.data?.diff ?? null);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.title(next)}
      description={live === null ? text.first : text.against(live)}
      width={1160}
      footer={
        <>
          <span className={styles.verdict}>{errors > 0 ? text.blocked(errors) : warnings > 0 ? text.warned(warnings) : ""}</span>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button type="submit" form={form} variant="filled" busy={busy} busyLabel={text.busy} disabled={errors > 0} data-testid="publish-confirm">
            {text.confirm}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={styles.publish}
        onSubmit={(event) => {
          event.preventDefault();
          void publish(note.trim());
        }}
      >
        {refusal && <Message state="failed" title={refusal} />}
        <div className={styles.changes} data-open={live !== null && compared.data !== undefined}>
          {live === null && <p>{text.firstWhy(draft.blocks.length)}</p>}
          {live !== null && !compared.data && (compared.error ? <Message state="failed" title={errorSentence(compared.error)} /> : <Skeleton width="60%" height={14} />)}
          {compared.data && <Comparison key={compared.data.after.name} {...compared.data} catalogue={catalogue} unchanged={text.unchanged} />}
        </div>
        <div className={styles.facts}>
          <section>
            <h3>{text.checks}</h3>
            <Gate problems={problems} onGo={go} />
          </section>
          <PublishTests
            workflowId={workflow.id}
            flush={flush}
            onGo={() => {
              onClose();
              void navigate(`/workflows/${workflow.id}/tests`);
            }}
          />
          <section>
            <h3>{text.fate}</h3>
            <ul className={styles.fate}>
              <li>{text.next(next)}</li>
              {underWay && <li>{text.underWay(underWay.running + underWay.waiting, live)}</li>}
              {fates.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
              {live !== null && <li>{text.back}</li>}
            </ul>
            <Field label={text.note}>
              {(control) => <TextArea {...control} rows={2} placeholder={text.notePlaceholder} value={note} onChange={(event) => setNote(event.target.value)} />}
            </Field>
          </section>
        </div>
      </form>
    </Dialog>
  );
}
