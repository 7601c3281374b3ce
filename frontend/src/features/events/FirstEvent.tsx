import { Check, Copy, Zap } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import styles from "./Events.module.css";
import { firstEvent } from "./eventWords";
import { text } from "./text";

/** Where nothing has arrived: how to send the first event here. */
export function FirstEvent() {
  const [copied, setCopied] = useState(false);
  const command = firstEvent(window.location.origin);
  const copy = () => void navigator.clipboard.writeText(command).then(() => setCopied(true));
  return (
    <>
      <EmptyState icon={<Zap size={20} aria-hidden />} title={text.none}>
        {text.noneWhy}
      </EmptyState>
      <div className={styles.command}>
        <pre className={styles.text}>{command}</pre>
        <div className={styles.acts}>
          <Button icon={copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />} onClick={copy}>
            {copied ? text.copied : text.copy}
          </Button>
          <ButtonLink variant="plain" to="/settings/api-keys">
            API keys
          </ButtonLink>
        </div>
        <p className={styles.quiet}>{text.noneAfter}</p>
      </div>
    </>
  );
}
