import type { Json } from "@/graph/definition";

/** What reads as JSON (a number, true, an object) is that; everything else is text. Text that would read as JSON stands in quotes. */
export function readLoose(written: string): Json {
  const trimmed = written.trim();
  if (!/^(?:[[{"\d-]|true$|false$|null$)/.test(trimmed)) return written;
  try {
    const value = JSON.parse(trimmed) as Json;
    // Integers beyond 2^53 would lose digits; as text they keep them.
    return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) ? written : value;
  } catch {
    return written;
  }
}

export function showLoose(value: Json | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return typeof readLoose(value) === "string" && readLoose(value) === value ? value : JSON.stringify(value);
  return JSON.stringify(value);
}
