import type { TableColumn } from "@/api/types";
import { isUnary } from "@/forms/widgets/operators";
import type { Json } from "@/graph/definition";
import { cellText, readCell } from "../values";

/** One condition on the rows, as its fields hold it. */
export interface Condition {
  column: string;
  operator: string;
  typed: string;
}

interface Stored {
  column: string;
  operator: string;
  value?: Json;
}

export function emptyCondition(columns: readonly TableColumn[]): Condition {
  return { column: columns[0]?.name ?? "", operator: "eq", typed: "" };
}

/** Of the filter in the address; none of what is no list of conditions. */
export function conditionsOf(filter: string): Condition[] {
  try {
    const stored = JSON.parse(filter || "[]") as Stored[];
    return stored.map(({ column, operator, value }) => ({ column, operator, typed: Array.isArray(value) ? value.map(cellText).join(", ") : typeof value === "boolean" ? String(value) : cellText(value) }));
  } catch {
    return [];
  }
}

/** As the API takes it; empty without any condition. */
export function filterOf(conditions: readonly Condition[], columns: readonly TableColumn[]): string {
  const stored = conditions.map(({ column, operator, typed }): Stored => {
    if (isUnary(operator)) return { column, operator };
    const of = columns.find((each) => each.name === column);
    if (operator === "in" || operator === "notIn") return { column, operator, value: typed.split(",").map((each) => valueOf(each.trim(), of)) };
    return { column, operator, value: valueOf(typed, of) };
  });
  return stored.length === 0 ? "" : JSON.stringify(stored);
}

function valueOf(typed: string, column: TableColumn | undefined): Json {
  if (!column || column.type === "json") return typed;
  const reading = readCell(typed, column);
  return "value" in reading && reading.value !== null ? reading.value : typed;
}
