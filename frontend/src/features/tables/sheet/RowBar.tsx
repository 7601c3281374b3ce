import { Trash2, X } from "lucide-react";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { text } from "../text";
import styles from "./TablePage.module.css";

export interface RowBarProps {
  count: number;
  busy: boolean;
  onDelete: () => void;
  onClear: () => void;
}

/** Floats over the grid while rows are chosen. */
export function RowBar({ count, busy, onDelete, onClear }: RowBarProps) {
  if (count === 0) return null;
  return (
    <section className={styles.bar} aria-label={text.sheet.selected(count)}>
      <b className="num">{text.sheet.selected(count)}</b>
      <Button size="small" variant="danger" icon={<Trash2 size={13} aria-hidden />} busy={busy} onClick={onDelete}>
        {text.sheet.deleteRows}
      </Button>
      <IconButton size="small" label={text.sheet.clear} icon={<X size={15} aria-hidden />} onClick={onClear} />
    </section>
  );
}
