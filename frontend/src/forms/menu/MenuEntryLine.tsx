import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { BlockTile } from "@/ui/BlockTile";
import { cx } from "@/ui/cx";
import type { ValueType } from "../data/rows";
import { writePath } from "../references/paths";
import { text } from "../text";
import type { MenuEntry } from "./entries";
import styles from "./DataMenu.module.css";

const marks: Record<ValueType, string> = { text: "T", number: "#", list: "[ ]", object: "{ }", boolean: "y/n", null: "–" };

export interface MenuEntryLineProps {
  id: string;
  entry: MenuEntry;
  isActive: boolean;
  fact: string | null;
  onPoint: () => void;
  onChoose: () => void;
}

export function MenuEntryLine({ id, entry, isActive, fact, onPoint, onChoose }: MenuEntryLineProps) {
  if (entry.kind === "heading") {
    const { type, name } = entry.source;
    return (
      <div className={styles.heading} role="presentation">
        {type && <BlockTile icon={type.icon} color={type.color} category={type.category} size={16} />}
        <span className={styles.headingName}>{name}</span>
        {fact && <span className={styles.fact}>{fact}</span>}
      </div>
    );
  }
  const path = entry.kind === "row" ? writePath(entry.row.path) : null;
  return (
    // The keys are those of the field or of the search box, which keep the focus.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={cx(styles.row, isActive && styles.on)}
      title={path ?? undefined}
      draggable={path !== null}
      onDragStart={(event) => event.dataTransfer.setData("text/plain", `{{${path ?? ""}}}`)}
      onMouseMove={onPoint}
      onMouseDown={(event) => {
        // Taking the focus from the field would close the menu; a row that can be dragged needs the default.
        if (path === null) event.preventDefault();
      }}
      onClick={onChoose}
    >
      {line(entry)}
    </div>
  );
}

function line(entry: Exclude<MenuEntry, { kind: "heading" }>): ReactNode {
  switch (entry.kind) {
    case "back":
      return (
        <>
          <ChevronLeft size={14} aria-hidden />
          <b className={styles.name}>{entry.label}</b>
        </>
      );
    case "row":
      return (
        <>
          <span className={styles.mark}>{marks[entry.row.type]}</span>
          <span className={styles.name}>{entry.row.name}</span>
          <span className={styles.sample}>
            {entry.row.sample}
            {entry.row.opens && " ›"}
          </span>
        </>
      );
    case "more":
      return (
        <>
          <span className={styles.mark} />
          <span className={styles.name}>{text.allFields(entry.count)}</span>
          <span className={styles.sample}>›</span>
        </>
      );
    case "function":
      return (
        <>
          <span className={styles.mark}>ƒ</span>
          <span className={styles.name} title={entry.doc.description}>
            {entry.doc.name}
          </span>
          <span className={styles.sample}>{entry.doc.example}</span>
        </>
      );
    case "expression":
      return (
        <>
          <span className={styles.mark}>=</span>
          <span className={styles.name}>{text.useExpression}</span>
          <span className={styles.sample}>{entry.text}</span>
        </>
      );
  }
}
