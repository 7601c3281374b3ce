import { Copy } from "lucide-react";
import type { EventSource } from "@/api/types";
import { Field } from "@/ui/Field";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { showToast } from "@/ui/toast/toasts";
import styles from "./EventSetup.module.css";
import { text } from "./text";

/** What a person does at the provider: the instructions, and the address to copy. */
export function ByHand({ webhook }: { webhook: NonNullable<EventSource["webhook"]> }) {
  const copy = () => {
    void navigator.clipboard.writeText(webhook.url).then(() => showToast({ text: text.copied }));
  };
  return (
    <>
      <p>{webhook.setUp.replace(webhook.url, text.below)}</p>
      <Field label={text.address}>
        {(control) => (
          <div className={styles.address}>
            <Input {...control} readOnly value={webhook.url} spellCheck={false} onFocus={(event) => event.target.select()} />
            <IconButton label={text.copy} icon={<Copy size={14} aria-hidden />} onClick={copy} />
          </div>
        )}
      </Field>
    </>
  );
}
