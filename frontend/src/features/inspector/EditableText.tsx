import { useRef, useState } from "react";
import { cx } from "@/ui/cx";
import styles from "./EditableText.module.css";

export interface EditableTextProps {
  /** What a click does: "Rename". */
  label: string;
  value: string;
  mono?: boolean;
  disabled?: boolean;
  /** Why the new text cannot be taken; null when it can. */
  refuse?: (next: string) => string | null;
  onCommit: (next: string) => void;
}

/** A text that becomes a field when it is clicked. Enter and leaving keep the change, Escape drops it. */
export function EditableText({ label, value, mono, disabled, refuse, onCommit }: EditableTextProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const next = draft?.trim() ?? "";
  const refusal = draft !== null && next !== value ? (refuse?.(next) ?? null) : null;

  const finish = (keep: boolean) => {
    if (keep && next !== "" && next !== value && refusal === null) onCommit(next);
    setDraft(null);
  };
  if (disabled) return <span className={cx(mono && "mono")}>{value}</span>;
  if (draft === null) {
    return (
      <button ref={button} type="button" className={cx(styles.text, mono && "mono")} title={label} aria-label={`${label}: ${value}`} onClick={() => setDraft(value)}>
        {value}
      </button>
    );
  }
  return (
    <span className={styles.wrap}>
      <input
        // The field replaces the text that was just clicked: that is where the person is.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        className={cx(styles.input, mono && "mono")}
        aria-label={label}
        aria-invalid={refusal !== null || undefined}
        value={draft}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => finish(true)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter" && refusal === null) finish(true);
          if (event.key === "Escape") finish(false);
        }}
      />
      {refusal && <span className={styles.refusal}>{refusal}</span>}
    </span>
  );
}
