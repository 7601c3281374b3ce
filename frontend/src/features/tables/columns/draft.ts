import type { NewTable, TableColumn, TableColumnType } from "@/api/types";
import { text } from "../text";

/** A column while it is edited; one that has an `id` takes its values along under another name. */
export interface DraftColumn {
  key: string;
  id: string | null;
  name: string;
  type: TableColumnType;
  required: boolean;
  /** Parted by commas. */
  options: string;
}

export const columnTypes = Object.keys(text.types) as TableColumnType[];

let made = 0;

export function newColumn(): DraftColumn {
  made += 1;
  return { key: `new-${String(made)}`, id: null, name: "", type: "text", required: false, options: "" };
}

export function draftOf(columns: readonly TableColumn[]): DraftColumn[] {
  return columns.map(({ id, name, type, required, options }) => ({ key: id, id, name, type, required, options: options.join(", ") }));
}

/** As the API takes them. */
export function columnsOf(drafts: readonly DraftColumn[]): NonNullable<NewTable["columns"]> {
  return drafts.map(({ id, name, type, required, options }) => ({ id, name: name.trim(), type, required, options: type === "select" ? optionsOf(options) : [] }));
}

export function optionsOf(written: string): string[] {
  return [...new Set(written.split(",").map((option) => option.trim()).filter(Boolean))];
}

/** What is wrong with the columns, in a sentence; undefined when nothing is. */
export function columnProblem(drafts: readonly DraftColumn[]): string | undefined {
  const seen = new Set<string>();
  for (const { name } of drafts) {
    const plain = name.trim();
    if (!plain) return text.column.nameMissing;
    if (seen.has(plain)) return text.column.twice(plain);
    seen.add(plain);
  }
  return undefined;
}

export function moved(drafts: readonly DraftColumn[], from: number, by: -1 | 1): DraftColumn[] {
  const next = [...drafts];
  const [column] = next.splice(from, 1);
  if (column) next.splice(from + by, 0, column);
  return next;
}
