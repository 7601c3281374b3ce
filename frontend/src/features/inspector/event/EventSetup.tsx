import { Copy } from "lucide-react";
import { useEventSources } from "@/api/queries/useEventSources";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { Field } from "@/ui/Field";
import { showToast } from "@/ui/toast/toasts";
import { SigningSecretField } from "./SigningSecretField";
import styles from "./EventSetup.module.css";
import { text } from "./text";

/** What to do at the provider so that its events arrive, and the secret that proves them. */
export function EventSetup({ provider }: { provider: string }) {
  const source = useEventSources().data?.find((one) => one.provider === provider);
  const webhook = source?.webhook;
  if (!webhook) return null;
  const copy = () => {
    void navigator.clipboard.writeText(webhook.url).then(() => showToast({ text: text.copied }));
  };
  return (
    <section className={styles.setup} aria-label={text.title}>
      <h3>{text.title}</h3>
      <p>{webhook.setUp.replace(webhook.url, text.address.toLowerCase() + " below")}</p>
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
