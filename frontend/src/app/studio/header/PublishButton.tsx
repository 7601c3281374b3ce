import * as Popover from "@radix-ui/react-popover";
import { Upload } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { Workflow } from "@/api/types";
import { useStudio } from "@/graph-react/useStudio";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { text } from "../text";
import styles from "./StudioHeader.module.css";
import { usePublish } from "./usePublish";

/** Makes the draft the next version, with a note for the list of versions. */
export function PublishButton({ workflow, flush }: { workflow: Workflow; flush: () => Promise<boolean> }) {
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const saved = useStudio((state) => state.saved === "saved");
  const errors = useStudio((state) => state.problems.filter((problem) => problem.severity === "error").length);
  const empty = useStudio((state) => state.doc.blocks.length === 0);
  const { publish, busy, refusal, clear } = usePublish(workflow.id, flush, () => {
    setOpen(false);
    setNote("");
  });
  const published = workflow.publishedVersion !== null && workflow.publishedVersion > 0;
  const changed = !saved || workflow.hasUnpublishedChanges || !published;
  const next = workflow.version + 1;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void publish(note.trim());
  };

  return (
    <Popover.Root open={open} onOpenChange={(wanted) => {
      clear();
      setOpen(wanted);
    }}>
      <Popover.Trigger asChild>
        <Button icon={<Upload size={15} aria-hidden />} disabled={!changed || empty} data-testid="publish-button">
          {!published ? text.publish.button : changed ? text.publish.again : text.publish.upToDate}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} align="end" sideOffset={8} collisionPadding={8} aria-label={text.publish.title(next)}>
          <form className={styles.publish} onSubmit={submit}>
            <h2>{text.publish.title(next)}</h2>
            {errors > 0 && <Message state="problem" title={text.publish.blocked(errors)}>{text.publish.blockedHint}</Message>}
            {refusal && <Message state="failed" title={refusal} />}
            <Field label={text.publish.note}>
              {(control) => <TextArea {...control} rows={2} placeholder={text.publish.notePlaceholder} value={note} onChange={(event) => setNote(event.target.value)} />}
            </Field>
            <p>{text.publish.hint}</p>
            <div className={styles.actions}>
              <Button type="submit" variant="filled" busy={busy} busyLabel={text.publish.busy} disabled={errors > 0} data-testid="publish-confirm">
                {text.publish.confirm}
              </Button>
            </div>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
