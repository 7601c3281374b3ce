import type { TableColumn } from "@/api/types";
import type { Json } from "@/graph/definition";

/** A value as its cell shows it. */
export function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return JSON.stringify(value);
}

/** A value as one edits it: what `readCell` turns back into the same value. */
export function editText(value: Json | undefined, column: TableColumn): string {
  if (value === null || value === undefined) return "";
  if (column.type === "json") return JSON.stringify(value, null, 2);
  return typeof value === "string" ? value : JSON.stringify(value);
}

export type Reading = { value: Json } | { problem: "notJson" };

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * What was typed, as the column's type has it. Columns advise: what is no number stays the text that it is, and the row
 * says that it does not fit. Only JSON that cannot be read is refused, since its text would be another value.
 */
export function readCell(typed: string, column: TableColumn): Reading {
  if (typed === "") return { value: null };
  switch (column.type) {
    case "number": {
      const trimmed = typed.trim();
      const number = Number(trimmed);
      return { value: NUMBER.test(trimmed) && Number.isFinite(number) ? number : typed };
    }
    case "boolean":
      return { value: typed === "true" ? true : typed === "false" ? false : typed };
    case "json":
      try {
        return { value: JSON.parse(typed) as Json };
      } catch {
        return { problem: "notJson" };
      }
    default:
      return { value: typed };
  }
}

/** The values of a row whose names are no columns. */
export function otherValues(data: Record<string, Json>, columns: readonly TableColumn[]): Record<string, Json> {
  const known = new Set(columns.map((column) => column.name));
  return Object.fromEntries(Object.entries(data).filter(([name]) => !known.has(name)));
}
