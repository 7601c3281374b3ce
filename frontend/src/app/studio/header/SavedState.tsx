import { CloudAlert, CloudCheck, CloudUpload, Eye } from "lucide-react";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import { formatClock } from "@/ui/time/ago";
import { text } from "../text";
import styles from "./StudioHeader.module.css";

/** Whether the server has what is on the canvas. */
export function SavedState({ flush }: { flush: () => Promise<boolean> }) {
  const saved = useStudio((state) => state.saved);
  const savedAt = useStudio((state) => state.savedAt);
  const error = useStudio((state) => state.saveError);
  const editable = useStudio((state) => state.editable);
  if (!editable) {
    return (
      <span className={styles.saved} title={text.saved.readOnly}>
        <Eye size={14} aria-hidden />
      </span>
    );
  }
  const Icon = saved === "saved" ? CloudCheck : saved === "error" || saved === "conflict" ? CloudAlert : CloudUpload;
  const words = saved === "saved" ? (savedAt ? text.saved.saved(formatClock(new Date(savedAt))) : text.saved.savedPlain) : text.saved[saved];
  return (
    <span className={cx(styles.saved, saved === "error" && styles.notSaved)} role="status" data-testid="saved-state" data-saved={saved} title={error ?? words}>
      <Icon size={14} aria-hidden />
      <span>{words}</span>
      {saved === "error" && (
        <button type="button" className={styles.savedButton} onClick={() => void flush()}>
          {text.saved.retry}
        </button>
      )}
    </span>
  );
}
