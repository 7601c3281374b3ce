import { useEffect, useRef } from "react";
import type { Connection, Provider } from "@/api/types";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { AccountChoice } from "../detail/AccountChoice";
import styles from "./Add.module.css";
import { addText as text } from "./text";

export interface NameStepProps {
  provider: Provider;
  connection: Connection;
  name: string;
  isDefault: boolean;
  onName: (name: string) => void;
  onDefault: (isDefault: boolean) => void;
  onChanged: (connection: Connection) => void;
}

/** The third step: what the test found, then the name. */
export function NameStep({ provider, connection, name, isDefault, onName, onDefault, onChanged }: NameStepProps) {
  const input = useRef<HTMLInputElement>(null);
  const isReady = connection.status === "active" && connection.accountChoices.length === 0;
  useEffect(() => {
    if (isReady) input.current?.select();
  }, [isReady]);
  if (connection.accountChoices.length > 0) return <AccountChoice connection={connection} onDone={onChanged} />;
  if (connection.status !== "active") {
    return (
      <Message state="failed" title={text.doesNot}>
        {connection.statusReason} {text.goBackAndMend}
      </Message>
    );
  }
  return (
    <div className={styles.access}>
      <Message state="completed" title={text.works(connection.account)}>
        {connection.statusReason}
      </Message>
      <Field label={text.name} help={text.nameHelp}>
        {(control) => <Input {...control} value={name} maxLength={100} ref={input} onChange={(event) => onName(event.target.value)} />}
      </Field>
      <label className={styles.check}>
        <input type="checkbox" checked={isDefault} onChange={(event) => onDefault(event.target.checked)} />
        {text.default(provider.name)}
      </label>
    </div>
  );
}
