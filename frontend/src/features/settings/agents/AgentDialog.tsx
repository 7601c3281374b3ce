import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useAgents } from "@/api/queries/useAgents";
import type { Agent } from "@/api/types";
import { PickField } from "@/forms/widgets/PickField";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, Select, TextArea } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import styles from "./Agents.module.css";
import { draftOf, problemsIn, requestOf, type AgentDraft } from "./draft";
import { text } from "./text";

type Choice = "type" | "status" | "provider";
type Line = "name" | "description" | "temperature" | "maxTokens";

/** All settings of one agent; a copy of one begins with its settings. */
export function AgentDialog({ agent, isCopy, onClose }: { agent?: Agent | undefined; isCopy: boolean; onClose: () => void }) {
  const { create, change } = useAgents();
  const [draft, setDraft] = useState(() => draftOf(agent, isCopy));
  const [tried, setTried] = useState(false);
  const formId = useId();
  const wrong = problemsIn(draft);
  const error = create.error ?? change.error;
  const shown = (name: keyof AgentDraft) => (tried && wrong[name]) || fieldError(error, name);
  const set = (part: Partial<AgentDraft>) => setDraft((before) => ({ ...before, ...part }));
  const edited = agent && !isCopy ? agent : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(wrong).length > 0) return;
    const done = {
      onSuccess: () => {
        showToast({ text: text.saved(draft.name.trim()) });
        onClose();
      },
    };
    if (edited) change.mutate({ id: edited.id, ...requestOf(draft) }, done);
    else create.mutate(requestOf(draft), done);
  };
  const line = (name: Line, label: string, help?: string) => (
    <Field label={label} fact={help} error={shown(name)}>
      {(control) => <Input {...control} value={draft[name]} autoComplete="off" onChange={(event) => set({ [name]: event.target.value })} />}
    </Field>
  );
  const choice = (name: Choice, label: string, options: Record<string, string>) => (
    <Field label={label} error={shown(name)}>
      {(control) => (
        // A model belongs to its provider.
        <Select {...control} value={draft[name]} onChange={(event) => set({ [name]: event.target.value, ...(name === "provider" && { model: "" }) })}>
          {Object.entries(options).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
  const other = otherError(error, Object.keys(draft));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={edited ? text.editTitle(edited.name) : agent ? text.copyTitle(agent.name) : text.newTitle}
      description={edited ? text.editWhy : undefined}
      width={640}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="filled" type="submit" form={formId} busy={create.isPending || change.isPending} busyLabel={text.saving}>
            {text.save}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        {line("name", text.name)}
        {line("description", text.description)}
        <div className={styles.pair}>
          {choice("type", text.type, text.types)}
          {choice("status", text.status, text.statuses)}
          {choice("provider", text.provider, text.providers)}
          <Field label={text.model} error={shown("model")}>
            {(control) => (
              <PickField
                id={control.id}
                label={text.model}
                describedBy={control["aria-describedby"]}
                invalid={Boolean(shown("model"))}
                disabled={false}
                placeholder={text.modelPlaceholder}
                value={draft.model}
                path={`${draft.provider}/models`}
                onChange={(model) => set({ model })}
              />
            )}
          </Field>
        </div>
        <Field label={text.prompt} help={text.promptHelp} error={shown("systemPrompt")}>
          {(control) => <TextArea {...control} rows={8} value={draft.systemPrompt} onChange={(event) => set({ systemPrompt: event.target.value })} />}
        </Field>
        <Field label={text.schema} help={text.schemaHelp} error={shown("outputSchema")}>
          {(control) => (
            <TextArea {...control} className={styles.code} rows={6} spellCheck={false} value={draft.outputSchema} onChange={(event) => set({ outputSchema: event.target.value })} />
          )}
        </Field>
        <div className={styles.pair}>
          {line("temperature", text.temperature, text.temperatureHelp)}
          {line("maxTokens", text.maxTokens)}
        </div>
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
