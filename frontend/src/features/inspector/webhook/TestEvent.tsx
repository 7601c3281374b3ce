import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import type { useListening } from "@/api/queries/useListening";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { Ago } from "@/ui/time/Ago";
import { AddressField } from "./AddressField";
import styles from "./WebhookSetup.module.css";
import { text } from "./text";

export interface TestEventProps {
  workflowId: string;
  listening: ReturnType<typeof useListening>;
}

/** Waits for the next request to the test address, then shows it. */
export function TestEvent({ workflowId, listening: { state, start, stop, test } }: TestEventProps) {
  const navigate = useNavigate();
  const answer = state.data;
  const event = answer?.event;
  const waits = answer?.listening && answer.url;
  const error = start.error ?? test.error;
  const runTest = () => {
    if (!event) return;
    test.mutate(event.id, { onSuccess: ({ runId }) => runId && void navigate(`/workflows/${workflowId}/runs/${runId}`) });
  };
  return (
    <>
      <h3>{text.test}</h3>
      {waits ? (
        <>
          <AddressField label={text.waiting} url={answer.url ?? ""} />
          <p className={styles.row} role="status">
            {text.waitingHelp}
            <Button size="small" onClick={() => stop.mutate()}>
              {text.stop}
            </Button>
          </p>
        </>
      ) : (
        <>
          {!event && <p className={styles.quiet}>{text.why}</p>}
          {event && (
            <>
              <p className={styles.quiet} role="status">
                {event.status === "captured" ? text.caught(event.method) : `${text.failed}: ${event.reason} `}
                <Ago at={event.receivedAt} />
              </p>
              {event.body !== null && event.body !== "" && <pre className={styles.body}>{event.body.slice(0, 2_000)}</pre>}
            </>
          )}
          <div className={styles.buttons}>
            <Button size="small" busy={start.isPending} busyLabel={text.begin} onClick={() => start.mutate()}>
              {event ? text.again : text.listen}
            </Button>
            {event?.status === "captured" && (
              <Button size="small" busy={test.isPending} busyLabel={text.running} onClick={runTest}>
                {text.run}
              </Button>
            )}
          </div>
        </>
      )}
      {error && <Message state="failed" title={errorSentence(error)} />}
    </>
  );
}
