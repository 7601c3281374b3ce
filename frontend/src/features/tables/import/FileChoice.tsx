import { FileSpreadsheet } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { text } from "../text";
import styles from "./ImportDialog.module.css";

const words = text.import;

/** Where a file is chosen or dropped. */
export function FileChoice({ file, busy, onChoose }: { file: File | null; busy: boolean; onChoose: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onChoose(dropped);
  };
  return (
    <div
      className={cx(styles.drop, isOver && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <FileSpreadsheet size={20} aria-hidden />
      <span className={styles.file}>{busy ? words.reading : (file?.name ?? words.drop)}</span>
      <Button size="small" busy={busy} onClick={() => input.current?.click()}>
        {file ? words.other : words.choose}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        hidden
        aria-label={words.choose}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = "";
          if (chosen) onChoose(chosen);
        }}
      />
    </div>
  );
}
