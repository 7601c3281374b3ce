import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useSubscriptionCheck } from "@/api/queries/useSubscriptions";
import type { Subscription } from "@/api/types";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { Ago } from "@/ui/time/Ago";
import { formatClock, formatMoment } from "@/ui/time/ago";
import { showToast } from "@/ui/toast/toasts";
import styles from "./EventSetup.module.css";
import { text } from "./text";

export interface RegistrationStateProps {
  name: string;
  subscription: Subscription;
  /** Several are told apart by what they are for. */
  isOneOfSeveral: boolean;
}

/** How one registration stands at the provider: seen when, or what is wrong, with a way to try again. */
export function RegistrationState({ name, subscription, isOneOfSeveral }: RegistrationStateProps) {
  const check = useSubscriptionCheck();
  const mayCheck = useMay("workflows:write");
  const { status, error, note, checkedAt, failures, expiresAt, nextAt, providerId } = subscription;
  const what = isOneOfSeveral ? subscription.events.join(", ") : "";
  const again = mayCheck && (
    <Button
      size="small"
      busy={check.isPending}
      busyLabel={text.trying}
      onClick={() => check.mutate(subscription.id, { onError: (failure) => showToast({ text: errorSentence(failure) }) })}
    >
      {status === "active" ? text.checkNow : text.tryAgain}
    </Button>
  );
  if (status === "pending" || status === "removed") return <p className={styles.quiet}>{text.registersSoon(name)}</p>;
  if (status === "by_hand") {
    return (
      <Message state="problem" title={text.byHandTitle(name)} actions={again}>
        {error}
      </Message>
    );
  }
  if (status === "failing") {
    return (
      <Message state="failed" title={providerId === "" ? text.notRegistered(name) : text.notBroughtUpToDate(name)} actions={again}>
        {error}
        {nextAt && <div>{text.triedAgainAt(formatClock(nextAt))}</div>}
      </Message>
    );
  }
  return (
    <>
      <Message state="completed" title={text.registered(name)}>
        {what && `${what} · `}
        {checkedAt && (
          <>
            {text.checked} <Ago at={checkedAt} />
          </>
        )}
      </Message>
      <dl className={styles.facts}>
        <dt>{text.registeredEvents}</dt>
        <dd title={subscription.events.join(", ")}>{eventsWord(subscription.events)}</dd>
        <dt>{text.withConnection}</dt>
        <dd>{subscription.connection}</dd>
        {expiresAt && (
          <>
            <dt>{text.renewedBefore}</dt>
            <dd>{formatMoment(expiresAt)}</dd>
          </>
        )}
      </dl>
      {failures > 0 && error !== "" && <Message state="problem" title={error} />}
      {note !== "" && <p className={styles.quiet}>{note}</p>}
      {again && <div className={styles.again}>{again}</div>}
    </>
  );
}

function eventsWord(events: readonly string[]): string {
  if (events.includes("*")) return text.allEvents;
  return events.length > 2 ? text.manyEvents(events.length) : events.join(", ");
}
