import type { Match } from "@/graph/find";

const AROUND = 28;

/** The match with a little of what stands around it, in one line. */
export function contextOf({ text, from, to }: Pick<Match, "text" | "from" | "to">): { before: string; found: string; after: string } {
  const line = (part: string) => part.replace(/\s+/g, " ");
  const begin = Math.max(0, from - AROUND);
  const end = Math.min(text.length, to + AROUND * 2);
  return {
    before: `${begin > 0 ? "…" : ""}${line(text.slice(begin, from))}`,
    found: line(text.slice(from, to)),
    after: `${line(text.slice(to, end))}${end < text.length ? "…" : ""}`,
  };
}
