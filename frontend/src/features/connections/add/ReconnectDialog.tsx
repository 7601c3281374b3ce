import { ExternalLink } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { errorSentence } from "@/api/errors";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import type { Connection, Provider } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { needsReconnect } from "../health";
import { SignInStatus } from "../signIn/SignInStatus";
import { useSignIn } from "../signIn/useSignIn";
import styles from "./Add.module.css";
import { CredentialFields } from "./CredentialFields";
import { fieldProblems, filledIn, startValues } from "./fieldProblems";
import { OptionalScopes } from "./OptionalScopes";
import { addText as text } from "./text";

/** The same account under the same id: again where it is broken, with other credentials where it works. */
export function ReconnectDialog({ connection, provider, onClose }: { connection: Connection; provider: Provider; onClose: () => void }) {
  const method = provider.methods.find((one) => one.id === connection.method) ?? provider.methods[0];
  const fields = method?.fields ?? [];
  const { change, refresh } = useConnectionActions();
  const [values, setValues] = useState(() => startValues(fields, connection.values));
  const [optionalScopes, setOptionalScopes] = useState<readonly string[]>(() => method?.optionalScopes.filter((scope) => connection.scopes.includes(scope)) ?? []);
  const [tried, setTried] = useState(false);
  // While it is still open, a refused try can make it a broken one: what it was opened for is said on.
  const [isBroken] = useState(() => needsReconnect(connection));
  const done = () => {
    void refresh();
    showToast({ text: isBroken ? text.reconnected(connection.name) : text.renewed(connection.name) });
    onClose();
  };
  const signIn = useSignIn(done);
  const wrong = fieldProblems(fields, values);
  const still = change.data && change.data.status !== "active" ? change.data : undefined;

  const formId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!method || Object.keys(wrong).length > 0) return;
    if (method.signIn) {
      void signIn.start({ provider: provider.id, method: method.id, environment: connection.environment, connectionId: connection.id, values: filledIn(values), optionalScopes });
    } else {
      change.mutate({ id: connection.id, values: filledIn(values) }, { onSuccess: (changed) => changed.status === "active" && done() });
    }
  };
  const leave = () => {
    signIn.close();
    void refresh();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && leave()}
      title={isBroken ? text.reconnect(provider.name) : method?.signIn ? text.signInAgain(provider.name) : text.newCredentials(provider.name)}
      description={isBroken ? text.reconnectWhy : text.renewWhy}
      width={520}
      footer={
        <>
          <Button onClick={leave}>{text.cancel}</Button>
          <Button
            variant="filled"
            type="submit"
            form={formId}
            after={method?.signIn && <ExternalLink size={14} aria-hidden />}
            busy={change.isPending || signIn.phase.name === "opening"}
            busyLabel={method?.signIn ? text.opening : text.testing}
          >
            {method?.signIn ? text.continueTo(provider.name) : text.connectNow}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.access} onSubmit={submit} noValidate>
        {method?.help && <p className={styles.quiet}>{method.help}</p>}
        <div>
          <CredentialFields fields={fields} values={values} problems={tried ? wrong : {}} onChange={setValues} />
        </div>
        {method && <OptionalScopes provider={provider} method={method} chosen={optionalScopes} onChange={setOptionalScopes} />}
        <SignInStatus phase={signIn.phase} app={provider.name} onShow={signIn.show} />
        {still && <Message state="failed" title={still.statusReason} />}
        {change.isError && <Message state="failed" title={errorSentence(change.error)} />}
      </form>
    </Dialog>
  );
}
