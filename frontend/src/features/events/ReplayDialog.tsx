import { useId, useState, type FormEvent } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useRedeliver } from "@/api/queries/useEvents";
import { useWorkflows } from "@/api/queries/useWorkflows";
import type { InboundEvent } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { text } from "./text";

/** A test run of a draft with the event as its input. */
export function ReplayDialog({ event, onClose }: { event: InboundEvent; onClose: () => void }) {
  const redeliver = useRedeliver(event.id);
  const workflows = useWorkflows().data?.pages.flatMap((page) => page.data) ?? [];
  const [workflowId, setWorkflowId] = useState(event.decisions[0]?.workflowId ?? "");
  const [tried, setTried] = useState(false);
  const navigate = useNavigate();
  const formId = useId();
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    setTried(true);
    if (workflowId) redeliver.mutate({ workflowId, version: "draft" }, { onSuccess: ({ runId }) => void navigate(`/runs/${runId}`) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.replayTitle}
      description={text.replayWhy}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="filled" type="submit" form={formId} busy={redeliver.isPending} busyLabel={text.starting}>
            {text.start}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label={text.workflow} error={tried && !workflowId ? text.chooseWorkflow : undefined}>
          {(control) => (
            <Select {...control} value={workflowId} onChange={(change) => setWorkflowId(change.target.value)}>
              <option value="">{text.chooseWorkflow}</option>
              {workflows.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {redeliver.isError && <Message state="failed" title={errorSentence(redeliver.error)} />}
      </form>
    </Dialog>
  );
}
