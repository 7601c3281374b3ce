import { Copy } from "lucide-react";
import { Field } from "@/ui/Field";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { showToast } from "@/ui/toast/toasts";
import styles from "./WebhookSetup.module.css";
import { text } from "./text";

/** An address to be copied, not changed. */
export function AddressField({ label, url }: { label: string; url: string }) {
  const copy = () => {
    void navigator.clipboard.writeText(url).then(() => showToast({ text: text.copied }));
  };
  return (
    <Field label={label}>
      {(control) => (
        <div className={styles.address}>
          <Input {...control} readOnly value={url} spellCheck={false} onFocus={(event) => event.target.select()} />
          <IconButton label={text.copy} icon={<Copy size={14} aria-hidden />} onClick={copy} />
        </div>
      )}
    </Field>
  );
}
