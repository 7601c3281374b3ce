import { useState } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useRunTestActions } from "@/api/queries/useRunTests";
import type { Run } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import styles from "./Kept.module.css";
import { text } from "./text";

/** Asks for a name and keeps the run as a test of its workflow. */
export function KeepDialog({ run, open, onOpenChange }: { run: Run; open: boolean; onOpenChange: (open: boolean) => void }) {
  const [name, setName] = useState(run.subject || `Run ${String(run.number)}`);
  const { keep } = useRunTestActions(run.workflowId);
  const navigate = useNavigate();
  const save = () =>
    keep.mutate(
      { runId: run.id, name: name.trim() },
      {
        onSuccess: (test) => {
          onOpenChange(false);
          showToast({ text: text.kept(test.name), action: { label: text.show, run: () => void navigate(`/workflows/${run.workflowId}/tests`) } });
        },
      },
    );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={text.keepTitle} width={440}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") save();
        }}
      >
        <p className={styles.quiet}>{text.keepWhy}</p>
        <Field label={text.name}>{(control) => <Input {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />}</Field>
        {keep.error && <Message state="failed" title={errorSentence(keep.error)} />}
        <footer className={styles.foot}>
          <Button variant="plain" onClick={() => onOpenChange(false)}>
            {text.cancel}
          </Button>
          <Button variant="filled" type="submit" busy={keep.isPending} disabled={name.trim() === ""}>
            {text.save}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
