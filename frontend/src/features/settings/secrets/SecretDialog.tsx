import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useSecrets } from "@/api/queries/useSecrets";
import type { Secret } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { text } from "./text";

/** A new secret, or another value for one that is there. */
export function SecretDialog({ secret, onClose }: { secret?: Secret | undefined; onClose: () => void }) {
  const { create, replace } = useSecrets();
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [description, setDescription] = useState(secret?.description ?? "");
  const [tried, setTried] = useState(false);
  const formId = useId();
  const save = secret ? replace : create;
  const isNameWrong = !/^[A-Za-z][A-Za-z0-9_]*$/.test(name);
  const isShort = value.length < 8;

  const other = otherError(save.error, secret ? ["value"] : ["name", "value"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isNameWrong || isShort) return;
    save.mutate(
      { name, value, description: description.trim() },
      {
        onSuccess: () => {
          showToast({ text: text.stored(name) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={secret ? text.replaceTitle(secret.name) : text.newTitle}
      description={secret ? text.replaceWhy : undefined}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="filled" type="submit" form={formId} busy={save.isPending} busyLabel={text.saving}>
            {text.save}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        {!secret && (
          <Field label={text.name} help={text.nameHelp} error={tried && isNameWrong ? text.nameWrong : fieldError(save.error, "name")}>
            {(control) => <Input {...control} value={name} maxLength={64} autoComplete="off" spellCheck={false} onChange={(event) => setName(event.target.value)} />}
          </Field>
        )}
        <Field label={text.value} help={text.valueHelp} error={tried && isShort ? text.valueShort : fieldError(save.error, "value")}>
          {(control) => <Input {...control} type="password" value={value} autoComplete="new-password" onChange={(event) => setValue(event.target.value)} />}
        </Field>
        <Field label={text.description}>
          {(control) => <Input {...control} value={description} maxLength={200} autoComplete="off" onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
