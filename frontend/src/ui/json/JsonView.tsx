import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../IconButton";
import { cx } from "../cx";
import { JsonNode } from "./JsonNode";
import styles from "./JsonView.module.css";

export interface JsonViewProps {
  value: unknown;
  /** What the value is, for screen readers and for the copy button: "Output". */
  label: string;
  /** Levels that are open at first. */
  openDepth?: number;
  copy?: boolean;
  className?: string;
}

/** A JSON value as a coloured tree. What is closed is not drawn, and long lists open in parts. */
export function JsonView({ value, label, openDepth = 2, copy = true, className }: JsonViewProps) {
  return (
    <div className={cx(styles.view, className)} role="group" aria-label={label}>
      {copy && <CopyJson value={value} label={label} />}
      <div className={styles.tree}>
        <JsonNode value={value} depth={0} openDepth={openDepth} last />
      </div>
    </div>
  );
}

function CopyJson({ value, label }: { value: unknown; label: string }) {
  const [copied, setCopied] = useState(false);
  const onClick = async () => {
    await navigator.clipboard.writeText(typeof value === "string" ? value : JSON.stringify(value, null, 2));
    setCopied(true);
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    <IconButton
      className={styles.copy}
      label={copied ? "Copied" : `Copy ${label.toLowerCase()}`}
      size="small"
      side="left"
      icon={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      onClick={() => void onClick()}
    />
  );
}
