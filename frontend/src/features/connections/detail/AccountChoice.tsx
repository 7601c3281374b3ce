import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import type { Connection } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { text } from "../text";
import styles from "./ConnectionPanel.module.css";

/** A sign-in that reaches several accounts: a connection is for one of them. */
export function AccountChoice({ connection, onDone }: { connection: Connection; onDone?: (connection: Connection) => void }) {
  const { change } = useConnectionActions();
  const choices = connection.accountChoices;
  const [accountId, setAccountId] = useState(choices[0]?.id ?? "");
  return (
    <section className={styles.choice}>
      <Field label={text.panel.chooseAccount} help={text.panel.chooseAccountWhy}>
        {(control) => (
          <Select {...control} value={accountId} onChange={(event) => setAccountId(event.target.value)}>
            {choices.map((choice) => (
              <option key={choice.id} value={choice.id}>
                {choice.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {change.isError && <Message state="failed" title={errorSentence(change.error)} />}
      <div>
        <Button variant="filled" busy={change.isPending} busyLabel={text.saving} onClick={() => change.mutate({ id: connection.id, accountId }, { onSuccess: onDone })}>
          {text.panel.useAccount}
        </Button>
      </div>
    </section>
  );
}
