import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./ShownOnceDialog.module.css";

export interface ShownOnceDialogProps {
  title: string;
  why: string;
  value: string;
  words: { copy: string; copied: string; done: string };
  onClose: () => void;
}

/** A secret that exists nowhere else in the open: to be copied before this closes. */
export function ShownOnceDialog({ title, why, value, words, onClose }: ShownOnceDialogProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={why} footer={<Button onClick={onClose}>{words.done}</Button>}>
      <div className={styles.key}>
        <code>{value}</code>
        <Button variant="filled" icon={copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />} onClick={() => void copy()}>
          {copied ? words.copied : words.copy}
        </Button>
      </div>
    </Dialog>
  );
}
