/** What a list with several choices offers and shows. */
import type { Json } from "@/graph/definition";
import type { FormField } from "../schema/fields";

export interface Choice {
  value: string;
  label: string;
  hint: string;
}

export function chosenOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === "string");
  return typeof value === "string" && value !== "" ? [value] : [];
}

/** The list that was asked for; without one, what the schema of the items allows, by the labels of the field. */
export function offeredOf(field: FormField, listed: readonly Choice[] | undefined): readonly Choice[] {
  if (field.optionsFrom !== "") return listed ?? [];
  const labels = field.schema["x-ui"]?.["labels"] as Record<string, string> | undefined;
  return (field.schema.items?.enum ?? []).map((value) => ({ value: String(value), label: labels?.[String(value)] ?? String(value), hint: "" }));
}

/** Those that fit the search. What was chosen and is not offered any more stays to be seen, with a word on it. */
export function shownOf(offered: readonly Choice[], chosen: readonly string[], search: string, hint: string): Choice[] {
  const known = new Set(offered.map((option) => option.value));
  const others = chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value, hint }));
  const wanted = search.trim().toLowerCase();
  return [...others, ...offered].filter(({ value, label }) => `${label} ${value}`.toLowerCase().includes(wanted));
}
