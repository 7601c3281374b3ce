import { Copy } from "lucide-react";
import { useEventSources } from "@/api/queries/useEventSources";
import { useSubscriptions } from "@/api/queries/useSubscriptions";
import type { BlockDef } from "@/graph/definition";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { Field } from "@/ui/Field";
import { showToast } from "@/ui/toast/toasts";
import { isLookedFor } from "./delivery";
import { PollState } from "./PollState";
import { SigningSecretField } from "./SigningSecretField";
import styles from "./EventSetup.module.css";
import { text } from "./text";

export interface EventSetupProps {
  provider: string;
  block: BlockDef;
  workflowId: string;
}

/** What to do at the provider so that its events arrive, and the secret that proves them; or how the looking goes. */
export function EventSetup({ provider, block, workflowId }: EventSetupProps) {
  const source = useEventSources().data?.find((one) => one.provider === provider);
  const subscriptions = useSubscriptions(workflowId).data;
  if (!source) return null;
  if (isLookedFor(source, block.config)) {
    return (
      <section className={styles.setup} aria-label={text.looking}>
        <h3>{text.looking}</h3>
        <PollState subscription={subscriptions?.find((one) => one.blockId === block.id && one.delivery === "poll")} />
      </section>
    );
  }
  const webhook = source.webhook;
  if (!webhook) return null;
  const copy = () => {
    void navigator.clipboard.writeText(webhook.url).then(() => showToast({ text: text.copied }));
  };
  return (
    <section className={styles.setup} aria-label={text.title}>
      <h3>{text.title}</h3>
      <p>{webhook.setUp.replace(webhook.url, text.below)}</p>
      <Field label={text.address}>
        {(control) => (
          <div className={styles.address}>
            <Input {...control} readOnly value={webhook.url} spellCheck={false} onFocus={(event) => event.target.select()} />
            <IconButton label={text.copy} icon={<Copy size={14} aria-hidden />} onClick={copy} />
          </div>
        )}
      </Field>
      <SigningSecretField provider={provider} webhook={webhook} />
    </section>
  );
}
