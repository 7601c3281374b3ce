import { Check, Copy } from "lucide-react";
import { useState } from "react";
import type { NewApiKey } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./MadeKeyDialog.module.css";
import { text } from "./text";

export function MadeKeyDialog({ made, onClose }: { made: NewApiKey; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(made.key);
    setCopied(true);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.madeTitle}
      description={text.madeWhy}
      footer={<Button onClick={onClose}>{text.done}</Button>}
    >
      <div className={styles.key}>
        <code>{made.key}</code>
        <Button
          variant="filled"
          icon={copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          onClick={() => void copy()}
        >
          {copied ? text.copied : text.copy}
        </Button>
      </div>
    </Dialog>
  );
}
