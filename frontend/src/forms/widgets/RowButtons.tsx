import { Plus, X } from "lucide-react";
import { text } from "../text";
import styles from "./widgets.module.css";

export function AddButton({ label, onClick, disabled }: { label: string; onClick: () => void; disabled?: boolean }) {
  if (disabled) return null;
  return (
    <button type="button" className={styles.add} onClick={onClick}>
      <Plus size={14} aria-hidden />
      {label}
    </button>
  );
}

export function RemoveButton({ what, onClick, disabled }: { what: string; onClick: () => void; disabled?: boolean }) {
  if (disabled) return <span />;
  return (
    <button type="button" className={styles.remove} aria-label={`${text.removeRow} ${what}`} title={text.removeRow} onClick={onClick}>
      <X size={14} aria-hidden />
    </button>
  );
}
