import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { TableColumn } from "@/api/types";
import type { Json } from "@/graph/definition";
import { text } from "../text";
import { editText, readCell } from "../values";
import styles from "./Grid.module.css";

/** Where the keyboard goes after an edit; away: it has gone elsewhere already. */
export type Move = "stay" | "down" | "right" | "left" | "away";

export interface CellEditorProps {
  column: TableColumn;
  value: Json | undefined;
  /** What was typed to begin with, in the place of the value. */
  typed: string | null;
  /** Undefined when nothing was changed. */
  onDone: (value: Json | undefined, move: Move) => void;
}

/** The field inside a cell. Enter and Tab keep what was typed, Escape does not, leaving the field does. */
export function CellEditor({ column, value, typed, onDone }: CellEditorProps) {
  const before = editText(value, column);
  const [written, setWritten] = useState(typed ?? before);
  const [problem, setProblem] = useState(false);
  const field = useRef<HTMLInputElement & HTMLSelectElement & HTMLTextAreaElement>(null);
  const isOver = useRef(false);
  useEffect(() => {
    field.current?.focus();
    if (typed === null && "select" in (field.current ?? {})) field.current?.select();
  }, [typed]);

  const end = (keep: boolean, move: Move, now = written) => {
    if (isOver.current) return;
    const reading = readCell(now, column);
    if (keep && now !== before && "problem" in reading) {
      setProblem(true);
      return;
    }
    isOver.current = true;
    onDone(keep && now !== before && "value" in reading ? reading.value : undefined, move);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const isNewLine = event.key === "Enter" && column.type === "json" && event.shiftKey;
    if (event.key === "Escape") end(false, "stay");
    else if (event.key === "Enter" && !isNewLine) end(true, "down");
    else if (event.key === "Tab") end(true, event.shiftKey ? "left" : "right");
    else return;
    event.preventDefault();
  };
  const shared = {
    ref: field,
    className: styles.editor,
    "aria-label": column.name,
    "aria-invalid": problem || undefined,
    title: problem ? text.sheet.notJson : undefined,
    value: written,
    onKeyDown,
    onBlur: () => end(true, "away"),
  };

  if (column.type === "boolean" || column.type === "select") {
    const options = column.type === "select" ? column.options.map((option) => ({ value: option, label: option })) : booleans;
    return (
      <select
        {...shared}
        onChange={(event) => {
          setWritten(event.target.value);
          end(true, "stay", event.target.value);
        }}
      >
        <option value="" />
        {!options.some((option) => option.value === written) && written !== "" && <option value={written}>{written}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  if (column.type === "json") return <textarea {...shared} rows={6} spellCheck={false} onChange={(event) => setWritten(event.target.value)} />;
  const isDate = column.type === "date" && (written === "" || /^\d{4}-\d{2}-\d{2}$/.test(written)) && typed === null;
  return <input {...shared} type={isDate ? "date" : "text"} autoComplete="off" spellCheck={false} onChange={(event) => setWritten(event.target.value)} />;
}

const booleans = [
  { value: "true", label: text.sheet.yes },
  { value: "false", label: text.sheet.no },
];
