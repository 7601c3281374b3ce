import { fuzzyScore } from "./fuzzy";
import type { Command, CommandGroup } from "./registry";

export interface Ranked {
  name: CommandGroup | "Recent";
  commands: Command[];
}

const ORDER: readonly CommandGroup[] = ["Actions", "Blocks", "Workflows", "Runs", "Pages", "Settings", "Templates"];
const A_GROUP = 6;
const RECENT = 6;
/** Of two that fit alike the one used before comes first. */
const BONUS = 12;
const FOUND = -50;

/** Without a query what was used last, then some of each group; with one the groups in the order of their best match. */
export function rank(commands: readonly Command[], query: string, recent: readonly string[]): Ranked[] {
  const known = new Map(commands.map((command) => [command.id, command]));
  if (query.trim() === "") {
    const used = recent.flatMap((id) => known.get(id) ?? []).slice(0, RECENT);
    const shown = new Set(used.map(({ id }) => id));
    const groups = ORDER.map((name): Ranked => ({ name, commands: commands.filter((one) => one.group === name && !shown.has(one.id)).slice(0, A_GROUP) }));
    return [{ name: "Recent" as const, commands: used }, ...groups].filter((group) => group.commands.length > 0);
  }
  const scored = commands.flatMap((command) => {
    const score = scoreOf(command, query);
    const place = recent.indexOf(command.id);
    // What only the server can see, such as the customer in a run's input, stands below what one can see.
    if (score === null && command.isFound) return [{ command, score: FOUND }];
    return score === null ? [] : [{ command, score: score + (place === -1 ? 0 : BONUS - place) }];
  });
  const groups = ORDER.map((name) => ({ name, found: scored.filter(({ command }) => command.group === name).toSorted((a, b) => b.score - a.score) }));
  return groups
    .filter(({ found }) => found.length > 0)
    .toSorted((a, b) => (b.found[0]?.score ?? 0) - (a.found[0]?.score ?? 0))
    .map(({ name, found }) => ({ name, commands: found.slice(0, A_GROUP * 2).map(({ command }) => command) }));
}

/** The label counts most; what stands beside it and its other words help. */
function scoreOf({ label, hint, also }: Command, query: string): number | null {
  const own = fuzzyScore(query, label);
  const others = [hint, also].flatMap((text) => (text ? (fuzzyScore(query, text) ?? []) : [])).map((score) => score - 30);
  const best = Math.max(own ?? -Infinity, ...others);
  return best === -Infinity ? null : best;
}
