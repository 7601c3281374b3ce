import { countOf } from "@/ui/json/cut";
import type { Json } from "@/graph/definition";

/** The value at a path inside JSON data; undefined where the path leaves it. */
export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) {
    if (Array.isArray(here)) here = here[Number(key)];
    else if (typeof here === "object" && here !== null && Object.hasOwn(here, key)) here = here[key];
    else return undefined;
  }
  return here;
}

/** A value as the data menu shows it at the right of a row. */
export function sampleText(value: Json | undefined): string {
  if (value === undefined) return "";
  if (value === null) return "empty";
  if (typeof value === "object") {
    const count = countOf(value);
    return `${count.toLocaleString("en-US")} ${Array.isArray(value) ? "item" : "field"}${count === 1 ? "" : "s"}`;
  }
  return String(value);
}
