import { useState, type FormEvent } from "react";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useSigningSecrets } from "@/api/queries/useSigningSecrets";
import type { EventSource } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Ago } from "@/ui/time/Ago";
import { showToast } from "@/ui/toast/toasts";
import styles from "./EventSetup.module.css";
import { text } from "./text";

export interface SigningSecretFieldProps {
  provider: string;
  webhook: NonNullable<EventSource["webhook"]>;
}

/** The secret by which the provider's webhooks are known: whether there is one, a place to paste it, and its successors. */
export function SigningSecretField({ provider, webhook }: SigningSecretFieldProps) {
  const { list, add, remove } = useSigningSecrets(provider);
  const mayStore = useMay("secrets:write");
  const [value, setValue] = useState("");
  const [opened, setOpened] = useState(false);
  const [tried, setTried] = useState(false);
  const stored = list.data ?? [];
  const isShort = value.trim().length < 8;
  const asks = mayStore && (!webhook.isProven || opened);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isShort) return;
    add.mutate(value, {
      onSuccess: () => {
        showToast({ text: text.stored(webhook.secretLabel) });
        setValue("");
        setOpened(false);
        setTried(false);
      },
    });
  };
  const error = add.isError ? errorSentence(add.error) : tried && isShort ? text.short : undefined;
  return (
    <>
      {asks ? (
        <form onSubmit={submit} noValidate>
          <Field label={webhook.secretLabel} help={opened ? text.replaceHelp : webhook.secretHelp} error={error}>
            {(control) => (
              <div className={styles.address}>
                <Input
                  {...control}
                  type={webhook.isSecret ? "password" : "text"}
                  autoComplete="off"
                  value={value}
                  onChange={(event) => setValue(event.target.value)}
                />
                <Button type="submit" busy={add.isPending} busyLabel={text.storing}>
                  {text.store}
                </Button>
              </div>
            )}
          </Field>
        </form>
      ) : (
        <p className={styles.state}>
          <b>{webhook.secretLabel}</b> {webhook.isProven ? text.proven(stored.length) : ""}
          {webhook.isProven && mayStore && (
            <Button size="small" onClick={() => setOpened(true)}>
              {text.replace}
            </Button>
          )}
        </p>
      )}
      {!webhook.isProven && <p className={styles.quiet}>{mayStore ? text.notProven : `${text.notProven} ${text.onlyAdmins}`}</p>}
      {mayStore && stored.length > 0 && (
        <ul className={styles.stored}>
          {stored.map((secret) => (
            <li key={secret.id}>
              <span>
                {text.since} <Ago at={secret.createdAt} />
              </span>
              <Button
                size="small"
                busy={remove.isPending && remove.variables === secret.id}
                busyLabel={text.remove}
                onClick={() => remove.mutate(secret.id, { onSuccess: () => showToast({ text: text.removed }), onError: (failure) => showToast({ state: "failed", text: errorSentence(failure) }) })}
              >
                {text.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
