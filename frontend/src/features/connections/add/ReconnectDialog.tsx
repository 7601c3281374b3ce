import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import type { Connection, Provider } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { SignInStatus } from "../signIn/SignInStatus";
import { useSignIn } from "../signIn/useSignIn";
import styles from "./Add.module.css";
import { CredentialFields } from "./CredentialFields";
import { fieldProblems, filledIn, startValues } from "./fieldProblems";
import { addText as text } from "./text";

/** The same account again, under the same id. */
export function ReconnectDialog({ connection, provider, onClose }: { connection: Connection; provider: Provider; onClose: () => void }) {
  const method = provider.methods.find((one) => one.id === connection.method) ?? provider.methods[0];
  const fields = method?.fields ?? [];
  const { change, refresh } = useConnectionActions();
  const [values, setValues] = useState(() => startValues(fields, connection.values));
  const [tried, setTried] = useState(false);
  const done = () => {
    void refresh();
    showToast({ text: text.reconnected(connection.name) });
    onClose();
  };
  const signIn = useSignIn(done);
  const wrong = fieldProblems(fields, values);
  const still = change.data && change.data.status !== "active" ? change.data : undefined;

  const submit = () => {
    setTried(true);
    if (!method || Object.keys(wrong).length > 0) return;
    if (method.signIn) {
      void signIn.start({ provider: provider.id, method: method.id, environment: connection.environment, connectionId: connection.id, values: filledIn(values) });
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
      title={text.reconnect(provider.name)}
      description={text.reconnectWhy}
      width={520}
      footer={
        <>
          <Button onClick={leave}>{text.cancel}</Button>
          <Button
            variant="filled"
            after={method?.signIn && <ExternalLink size={14} aria-hidden />}
            busy={change.isPending || signIn.phase.name === "opening"}
            busyLabel={method?.signIn ? text.opening : text.testing}
            onClick={submit}
          >
            {method?.signIn ? text.continueTo(provider.name) : text.connectNow}
          </Button>
        </>
      }
    >
      <div className={styles.access}>
        {method?.help && <p className={styles.quiet}>{method.help}</p>}
        <div>
          <CredentialFields fields={fields} values={values} problems={tried ? wrong : {}} onChange={setValues} />
        </div>
        <SignInStatus phase={signIn.phase} app={provider.name} onShow={signIn.show} />
        {still && <Message state="failed" title={still.statusReason} />}
        {change.isError && <Message state="failed" title={errorSentence(change.error)} />}
      </div>
    </Dialog>
  );
}
