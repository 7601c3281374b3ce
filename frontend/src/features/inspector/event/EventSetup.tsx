import { useEventSources } from "@/api/queries/useEventSources";
import { useHearings } from "@/api/queries/useHearings";
import type { BlockDef } from "@/graph/definition";
import { ByHand } from "./ByHand";
import { isLookedFor } from "./delivery";
import { PollState } from "./PollState";
import { RegistrationState } from "./RegistrationState";
import { registrationOf } from "./registration";
import { SigningSecretField } from "./SigningSecretField";
import styles from "./EventSetup.module.css";
import { text } from "./text";

export interface EventSetupProps {
  provider: string;
  block: BlockDef;
  workflowId: string;
}

/** How the provider's events come: registered there from here, by what a person does there, or by looking now and then. */
export function EventSetup({ provider, block, workflowId }: EventSetupProps) {
  const source = useEventSources().data?.find((one) => one.provider === provider);
  const hearings = useHearings(workflowId).data;
  if (!source) return null;
  const hearing = hearings?.find((one) => one.blockId === block.id && one.provider === provider);
  if (isLookedFor(source, block.config)) {
    return (
      <section className={styles.setup} aria-label={text.looking}>
        <h3>{text.looking}</h3>
        {source.lookNote !== "" && <p className={styles.quiet}>{source.lookNote}</p>}
        <PollState hearing={hearing?.delivery === "poll" ? hearing : undefined} />
      </section>
    );
  }
  const webhook = source.webhook;
  if (!webhook) return null;
  const { isByHand, mayBeByHand, reason, subscriptions } = registrationOf(webhook, hearing?.delivery === "webhook" ? hearing : undefined);
  return (
    <section className={styles.setup} aria-label={text.title}>
      <h3>{text.title}</h3>
      {subscriptions.map((subscription) => (
        <RegistrationState
          key={subscription.id}
          name={source.name}
          subscription={subscription}
          isOneOfSeveral={subscriptions.length > 1}
        />
      ))}
      {!isByHand && subscriptions.length === 0 && (
        <p className={styles.quiet}>{hearing ? text.registersSoon(source.name) : text.registersOnceLive(source.name)}</p>
      )}
      {!isByHand && webhook.note !== "" && <p className={styles.quiet}>{webhook.note}</p>}
      {isByHand && reason !== "" && <p className={styles.quiet}>{reason}</p>}
      {isByHand && <ByHand webhook={webhook} />}
      {(isByHand || !webhook.bringsSecret) && <SigningSecretField provider={provider} webhook={webhook} />}
      {mayBeByHand && (
        <details className={styles.otherwise}>
          <summary>{text.orByHand}</summary>
          <ByHand webhook={webhook} />
          {webhook.bringsSecret && <SigningSecretField provider={provider} webhook={webhook} />}
        </details>
      )}
    </section>
  );
}
