import type { FieldOrigin, ValueSource } from "@/api/types";

const LONGEST = 60;

/** What of the block's data is meant: "customer.name"; nothing for the whole. */
export function insidePath({ kind, path }: ValueSource): string {
  return (kind === "step" && path[0] === "output" ? path.slice(1) : path).join(".");
}

/** A value on one line: small ones as JSON, larger ones in a few words. */
export function valueWords({ value, digest }: Pick<ValueSource, "value" | "digest">): string {
  if (value === undefined) return "null";
  if (typeof value === "object" && value !== null) return digest;
  const words = JSON.stringify(value);
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}

/** Whether the field is one reference and nothing else: then what it read as is that reference's value. */
export function isPlain({ template, sources }: FieldOrigin): boolean {
  const [only] = sources;
  return sources.length === 1 && template.replace(/^\{\{\s*|\s*\}\}$/g, "").trim() === only?.reference;
}
