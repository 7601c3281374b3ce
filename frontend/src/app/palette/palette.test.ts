import { describe, expect, it } from "vitest";
import { fuzzyScore } from "./fuzzy";
import { rank } from "./rank";
import type { Command, CommandGroup } from "./registry";

const command = (id: string, group: CommandGroup, label: string, more: Partial<Command> = {}): Command => ({ id, group, label, run: () => undefined, ...more });
const best = (query: string, ...texts: string[]) =>
  texts
    .map((text) => ({ text, score: fuzzyScore(query, text) }))
    .filter(({ score }) => score !== null)
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ text }) => text);

describe("fuzzyScore", () => {
  it("finds the beginnings of words, and letters that are not side by side", () => {
    expect(best("piq", "Paid invoice to QuickBooks", "Overdue reminders")).toEqual(["Paid invoice to QuickBooks"]);
    expect(best("qb", "Paid invoice to QuickBooks")).toHaveLength(1);
    expect(best("xyz", "Paid invoice")).toEqual([]);
    expect(fuzzyScore("", "anything")).toBe(0);
  });

  it("prefers the whole word, then the beginning", () => {
    expect(best("run", "Overrunning costs", "Runs", "Refund notice")[0]).toBe("Runs");
    expect(best("health", "Health", "Health of this workflow")[0]).toBe("Health");
  });

  it("does not take letters strewn over a long text for a match", () => {
    expect(fuzzyScore("sees", "it is as if this was less of a mess")).toBeNull();
    expect(best("tidy", "The invoice died yesterday", "Tidy up")[0]).toBe("Tidy up");
  });
});

describe("rank", () => {
  const all = [command("a", "Pages", "Runs"), command("b", "Workflows", "Run payroll"), command("c", "Actions", "Tidy up"), command("d", "Runs", "INV-1", { hint: "Run payroll · run 7" })];

  it("shows what was used last before the groups", () => {
    const groups = rank(all, "", ["d", "gone"]);
    expect(groups.map(({ name }) => name)).toEqual(["Recent", "Actions", "Workflows", "Pages"]);
    expect(groups[0]?.commands.map(({ id }) => id)).toEqual(["d"]);
  });

  it("puts the group with the best match first, hints count less than labels", () => {
    expect(rank(all, "payroll", []).flatMap(({ commands }) => commands.map(({ id }) => id))).toEqual(["b", "d"]);
    expect(rank(all, "runs", [])[0]?.name).toBe("Pages");
    expect(rank(all, "zzz", [])).toEqual([]);
  });

  it("of two that fit alike prefers the one used before", () => {
    const two = [command("x", "Workflows", "Refund one"), command("y", "Workflows", "Refund two")];
    expect(rank(two, "refund", ["y"])[0]?.commands.map(({ id }) => id)).toEqual(["y", "x"]);
  });
});
