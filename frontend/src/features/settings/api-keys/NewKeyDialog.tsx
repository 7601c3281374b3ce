import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useApiKeys } from "@/api/queries/useApiKeys";
import { useMe } from "@/api/queries/useMe";
import type { NewApiKey } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import styles from "./NewKeyDialog.module.css";
import { offeredScopes, scopeWords, usualScopes } from "./scopes";
import { text } from "./text";

export function NewKeyDialog({ onClose, onMade }: { onClose: () => void; onMade: (key: NewApiKey) => void }) {
  const { create } = useApiKeys();
  const offered = offeredScopes(useMe().data?.permissions ?? []);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>(usualScopes);
  const [tried, setTried] = useState(false);
  const formId = useId();
  const chosen = offered.filter((scope) => scopes.includes(scope));

  const other = otherError(create.error, ["name"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || chosen.length === 0) return;
    create.mutate({ name: name.trim(), scopes: chosen }, { onSuccess: onMade });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.newTitle}
      description={text.newWhy}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" type="submit" form={formId} busy={create.isPending} busyLabel={text.creating}>
            {text.create}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label={text.nameLabel} error={tried && !name.trim() ? text.nameMissing : fieldError(create.error, "name")}>
          {(control) => (
            <Input {...control} value={name} maxLength={100} autoComplete="off" placeholder={text.nameHint} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <fieldset className={styles.scopes}>
          <legend>{text.scopesLabel}</legend>
          {offered.map((scope) => (
            <label key={scope} className={styles.scope}>
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) => setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((other) => other !== scope))}
              />
              <span>{scopeWords[scope]}</span>
              <code>{scope}</code>
            </label>
          ))}
          {tried && chosen.length === 0 && <p className={styles.error}>{text.scopesMissing}</p>}
        </fieldset>
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
