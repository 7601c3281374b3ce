import type { Json } from "@/graph/definition";

/** The value of a JSON text, or where it stops being one, in words. */
export function parseJson(source: string): { value: Json | undefined; error: string | null } {
  try {
    return { value: JSON.parse(source) as Json, error: null };
  } catch (error) {
    return { value: undefined, error: inWords(source, error instanceof Error ? error.message : "") };
  }
}

function inWords(source: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  const at = position === undefined ? source.length : Number(position);
  const line = source.slice(0, at).split("\n").length;
  const found = source.charAt(at);
  if (found === "" || /end of|unterminated/i.test(message)) return `line ${String(line)} ends too early.`;
  return `line ${String(line)} has “${found}” where it cannot stand.`;
}
