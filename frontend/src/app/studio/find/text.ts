import type { Match } from "@/graph/find";

/** The words of finding and replacing. */
export const text = {
  title: "Find and replace",
  close: "Close",
  find: "Find in this workflow",
  findHint: "Name, note or setting",
  replace: "Replace with",
  matchCase: "Match case",
  none: "Nothing found. Secrets are not searched.",
  start: "Finds text in the names, notes and settings of all blocks, and in the notes on the canvas. Enter opens the block and goes on to the next. Secrets are not searched.",
  count: (matches: number, blocks: number, notes: number) =>
    `${many(matches, "match", "matches")} in ${[blocks > 0 && many(blocks, "block", "blocks"), notes > 0 && many(notes, "note", "notes")].filter(Boolean).join(" and ")}`,
  more: (count: number) => `${count.toLocaleString("en-US")} more are not listed; Replace all reaches them, too.`,
  one: "Replace",
  oneAt: (place: string) => `Replace in ${place}`,
  all: (count: number) => (count === 1 ? "Replace 1" : `Replace all ${count.toLocaleString("en-US")}`),
  did: (count: number) => `${count === 1 ? "1 match was" : `${count.toLocaleString("en-US")} matches were`} replaced.`,
  undo: "Undo",
  fields: { name: "Name", notes: "Note" },
  note: "Note",
  onCanvas: "on the canvas",
  keys: "Arrows choose, Enter opens the block",
};

function many(count: number, one: string, more: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : more}`;
}

/** Why a match stays as it is, for whoever wonders. */
export function whyNot(match: Match, reason: "fixed" | "name" | "quote" | "empty"): string {
  if (reason === "name") return "In a reference only a field's name fits: letters, digits, _ and dots";
  if (reason === "quote") return "This would end the quoted text";
  if (reason === "empty") return "A block needs a name";
  switch (match.fixed) {
    case "block":
      return "The block's id: rename the block instead";
    case "root":
      return "The beginning of a reference";
    case "function":
      return "A function";
    default:
      return "Only a part of a name in a reference";
  }
}
