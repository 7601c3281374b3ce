import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useCustomProviders } from "@/api/queries/useCustomProviders";
import type { CustomProvider } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { draftOf, missingIn, requestOf, type Draft } from "./draft";
import { text } from "./text";

type TextName = "name" | "baseUrl" | "authorizeUrl" | "tokenUrl" | "scopes" | "keyName" | "keyPrefix" | "testPath";
type ChoiceName = "auth" | "scopeSeparator" | "clientAuth" | "keyIn";

/** Name, address, way in and test request of a provider of the company's own. */
export function CustomProviderDialog({ provider, onClose }: { provider?: CustomProvider | undefined; onClose: () => void }) {
  const { create, change } = useCustomProviders();
  const [draft, setDraft] = useState(() => draftOf(provider));
  const [tried, setTried] = useState(false);
  const formId = useId();
  const missing = missingIn(draft);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const done = { onSuccess: () => { showToast({ text: text.saved(draft.name.trim()) }); onClose(); } };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.size > 0) return;
    if (provider) change.mutate({ id: provider.id, ...requestOf(draft) }, done);
    else create.mutate(requestOf(draft), done);
  };
  const error = create.error ?? change.error;
  const other = otherError(error, Object.keys(draft));
  const line = (name: TextName, label: string, help?: string, placeholder?: string) => (
    <Field label={label} help={help} error={tried && missing.has(name) ? text.missing : fieldError(error, name)}>
      {(control) => <Input {...control} value={draft[name]} placeholder={placeholder} autoComplete="off" spellCheck={false} onChange={(event) => set({ [name]: event.target.value })} />}
    </Field>
  );
  const choice = (name: ChoiceName, label: string, options: Record<string, string>, disabled = false) => (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={draft[name]} disabled={disabled} onChange={(event) => set({ [name]: event.target.value })}>
          {Object.entries(options).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={provider ? text.editTitle(provider.name) : text.newTitle}
      width={520}
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
        {line("name", text.name, undefined, "Billing core")}
        {line("baseUrl", text.baseUrl, text.baseUrlHelp)}
        {choice("auth", text.auth, text.auths, provider !== undefined)}
        {draft.auth === "oauth2" && (
          <>
            {line("authorizeUrl", text.authorizeUrl)}
            {line("tokenUrl", text.tokenUrl)}
            {line("scopes", text.scopes, text.scopesHelp)}
            {choice("scopeSeparator", text.scopeSeparator, text.separators)}
            {choice("clientAuth", text.clientAuth, text.clientAuths)}
          </>
        )}
        {draft.auth === "api_key" && (
          <>
            {choice("keyIn", text.keyIn, text.keyIns)}
            {line("keyName", text.keyName)}
            {draft.keyIn === "header" && line("keyPrefix", text.keyPrefix, text.keyPrefixHelp)}
          </>
        )}
        {line("testPath", text.testPath, text.testPathHelp, "/me")}
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
