import { findBlock, type Definition } from "@/graph/definition";
import { cx } from "@/ui/cx";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { exactClock } from "./clock";
import type { LogLine } from "./log";
import styles from "./RunPanel.module.css";
import { text } from "./text";

export interface LogTabProps {
  lines: readonly LogLine[];
  doc: Definition;
  selectedId: string | null;
  onSelect: (blockId: string) => void;
}

export function LogTab({ lines, doc, selectedId, onSelect }: LogTabProps) {
  if (lines.length === 0) return <p className={styles.empty}>{text.noLog}</p>;
  return (
    <ol className={styles.log}>
      {lines.map((line) => (
        <li key={line.key}>
          <button type="button" className={cx(styles.line, line.blockId === selectedId && styles.on)} onClick={() => onSelect(line.blockId)}>
            <time dateTime={line.at}>{exactClock(line.at)}</time>
            {line.level === "info" ? <span className={styles.noGlyph} /> : <StatusGlyph state={line.level === "error" ? "failed" : "problem"} size={13} />}
            <b>{findBlock(doc, line.blockId)?.name ?? line.blockId}</b>
            <span className={styles.message}>{line.message}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
