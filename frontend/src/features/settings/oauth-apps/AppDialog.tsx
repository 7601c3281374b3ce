import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useProviderClients } from "@/api/queries/useProviderClients";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import type { AppRow } from "./appRows";
import { text } from "./text";

export function AppDialog({ row, onClose }: { row: AppRow; onClose: () => void }) {
  const { save } = useProviderClients();
  const [clientId, setClientId] = useState(row.client?.clientId ?? "");
  const [clientSecret, setClientSecret] = useState("");
  const [tried, setTried] = useState(false);
  const formId = useId();
  const { provider, environment } = row;
  const other = otherError(save.error, ["clientId", "clientSecret"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!clientId.trim()) return;
    save.mutate(
      { provider: provider.id, environment, clientId: clientId.trim(), clientSecret: clientSecret.trim() },
      {
        onSuccess: () => {
          showToast({ text: text.saved(provider.name) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.title(provider.name)}
      description={provider.appHelp || row.environmentLabel}
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
        <Field label={text.clientId} error={tried && !clientId.trim() ? text.idMissing : fieldError(save.error, "clientId")}>
          {(control) => <Input {...control} value={clientId} autoComplete="off" spellCheck={false} onChange={(event) => setClientId(event.target.value)} />}
        </Field>
        <Field label={text.clientSecret} help={text.secretHelp} error={fieldError(save.error, "clientSecret")}>
          {(control) => <Input {...control} type="password" value={clientSecret} autoComplete="new-password" onChange={(event) => setClientSecret(event.target.value)} />}
        </Field>
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
