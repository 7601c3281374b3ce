import type { Json } from "@/graph/definition";
import { jsonFault } from "./jsonFault";

/** The value of a JSON text, or where it stops being one and why, as a sentence. */
export function parseJson(written: string): { value: Json | undefined; error: string | null } {
  // Around the value any blank will do, such as the mark at the beginning of a file of Windows; what counts lines stays.
  const source = written.trimEnd().replace(/^\s+/, (blanks) => blanks.replace(/[^\n]/g, " "));
  try {
    return { value: JSON.parse(source) as Json, error: null };
  } catch {
    return { value: undefined, error: jsonFault(source) ?? "It cannot be read." };
  }
}
