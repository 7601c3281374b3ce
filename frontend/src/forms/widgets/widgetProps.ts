import type { Json } from "@/graph/definition";
import type { FormField } from "../schema/fields";

export interface WidgetProps {
  field: FormField;
  value: Json | undefined;
  /** `undefined` takes the field out of the config. */
  onChange: (value: Json | undefined) => void;
  /** The other fields that this widget shows, by name, and how they are written. */
  covered?: Record<string, Json | undefined> | undefined;
  onCoveredChange?: (name: string, value: Json | undefined) => void;
  id: string;
  describedBy?: string | undefined;
  invalid: boolean;
  /** What is wrong with the value, in words; the field's row says it already. */
  problem?: string | null;
  /** The language that the text is in, where another field says so. */
  language?: string | undefined;
  optionsPath: string | null;
}

/** A value as the text of a field: JSON for what is no text. */
export function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What is no value of a list: a reference to data, or an object of the provider's own. */
export function isWritten(value: Json | undefined): boolean {
  return (typeof value === "object" && value !== null) || asText(value).includes("{{");
}
