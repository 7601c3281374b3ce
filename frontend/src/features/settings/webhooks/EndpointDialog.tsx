import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useWebhookEndpointActions, useWebhookEventTypes } from "@/api/queries/useWebhookEndpoints";
import { useWorkflows } from "@/api/queries/useWorkflows";
import type { WebhookEndpoint, WebhookEndpointWithSecret } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { CheckList } from "./CheckList";
import { text } from "./text";

export interface EndpointDialogProps {
  /** To change one that is there. */
  endpoint?: WebhookEndpoint | undefined;
  onMade?: (made: WebhookEndpointWithSecret) => void;
  onClose: () => void;
}

const usual = ["run.completed", "run.failed", "run.timed_out"];

export function EndpointDialog({ endpoint, onMade, onClose }: EndpointDialogProps) {
  const { create, change } = useWebhookEndpointActions();
  const types = useWebhookEventTypes().data ?? [];
  const workflows = useWorkflows().data?.pages.flatMap((page) => page.data) ?? [];
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [description, setDescription] = useState(endpoint?.description ?? "");
  const [events, setEvents] = useState<string[]>(endpoint?.events ?? usual);
  const [workflowIds, setWorkflowIds] = useState<string[]>(endpoint?.workflowIds ?? []);
  const [tried, setTried] = useState(false);
  const formId = useId();
  const save = endpoint ? change : create;
  const other = otherError(save.error, ["url"]);
  const isUrlWrong = !/^https?:\/\/[^\s/]+/i.test(url.trim());

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isUrlWrong || events.length === 0) return;
    const wanted = { url: url.trim(), description: description.trim(), events: events as WebhookEndpoint["events"], workflowIds } as Parameters<typeof create.mutate>[0];
    if (endpoint) {
      const onSuccess = () => {
        showToast({ text: text.saved });
        onClose();
      };
      change.mutate({ id: endpoint.id, ...wanted }, { onSuccess });
    } else create.mutate(wanted, { onSuccess: (made) => onMade?.(made) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={endpoint ? text.editTitle : text.newTitle}
      width={560}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="filled" type="submit" form={formId} busy={save.isPending} busyLabel={text.saving}>
            {endpoint ? text.save : text.create}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label={text.url} help={text.urlHelp} error={tried && isUrlWrong ? text.urlWrong : fieldError(save.error, "url")}>
          {(control) => (
            <Input {...control} type="url" value={url} maxLength={2000} autoComplete="off" spellCheck={false} placeholder="https://billing.example.com/hooks/headrace" onChange={(event) => setUrl(event.target.value)} />
          )}
        </Field>
        <Field label={text.description}>
          {(control) => <Input {...control} value={description} maxLength={200} autoComplete="off" onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        <CheckList
          label={text.eventsLabel}
          options={types.map((type) => ({
            value: type.type,
            words: (
              <>
                <code>{type.type}</code>
                <span>{type.description}</span>
              </>
            ),
          }))}
          chosen={events}
          error={tried && events.length === 0 ? text.eventsMissing : undefined}
          onChange={setEvents}
        />
        {workflows.length > 0 && (
          <CheckList
            label={text.workflowsLabel}
            help={text.workflowsHelp}
            options={workflows.map(({ id, name }) => ({ value: id, words: <span>{name}</span> }))}
            chosen={workflowIds}
            scroll
            onChange={setWorkflowIds}
          />
        )}
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
