import type { WebhookEndpoint } from "@/api/types";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { formatClock } from "@/ui/time/ago";
import { text } from "./text";
import styles from "./Webhooks.module.css";

export interface EndpointNotesProps {
  endpoint: WebhookEndpoint;
  mayWrite: boolean;
  busy: boolean;
  onSwitchOn: () => void;
}

/** What a person has to know about an endpoint that does not simply work. */
export function EndpointNotes({ endpoint, mayWrite, busy, onSwitchOn }: EndpointNotesProps) {
  const { enabled, disabledReason, failingSince, previousSecretUntil } = endpoint;
  const isRotating = previousSecretUntil !== null && new Date(previousSecretUntil) > new Date();
  if (enabled && !failingSince && !isRotating) return null;
  return (
    <div className={styles.notes}>
      {!enabled && (
        <Message
          state={disabledReason ? "failed" : "waiting"}
          title={text.offTitle}
          actions={
            mayWrite && (
              <Button size="small" busy={busy} onClick={onSwitchOn}>
                {text.switchOn}
              </Button>
            )
          }
        >
          {disabledReason ?? text.offByPerson}
        </Message>
      )}
      {enabled && failingSince && (
        <Message state="problem" title={text.failingTitle}>
          {text.failingWhy}
        </Message>
      )}
      {isRotating && <Message state="waiting" title={`${text.twoSecrets} ${formatClock(previousSecretUntil)}`} />}
    </div>
  );
}
