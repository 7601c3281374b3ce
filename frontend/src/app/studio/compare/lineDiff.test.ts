import { describe, expect, it } from "vitest";
import { folded, lineDiff } from "./lineDiff";

const shown = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => ({ same: " ", added: "+", removed: "-" })[kind] + text);

describe("two texts line by line", () => {
  it("say what was added and removed, in the shortest way", () => {
    expect(shown("a\nb\nc", "a\nc")).toEqual([" a", "-b", " c"]);
    expect(shown("a\nc", "a\nb\nc")).toEqual([" a", "+b", " c"]);
    expect(shown("a\nb\nc\nd", "a\nx\nc\ny\nd")).toEqual([" a", "-b", "+x", " c", "+y", " d"]);
    expect(shown("a", "a")).toEqual([" a"]);
    expect(shown("", "a")).toEqual(["-", "+a"]);
  });

  it("make the later text of the earlier one, whatever they are", () => {
    const words = ["a", "b", "c", "d"];
    let seed = 7;
    const next = () => (seed = (seed * 16807) % 2147483647);
    for (let round = 0; round < 200; round++) {
      const make = () => Array.from({ length: next() % 12 }, () => words[next() % words.length]).join("\n");
      const [before, after] = [make(), make()];
      const lines = lineDiff(before, after);
      expect(lines.filter((line) => line.kind !== "added").map((line) => line.text).join("\n")).toBe(before);
      expect(lines.filter((line) => line.kind !== "removed").map((line) => line.text).join("\n")).toBe(after);
    }
  });

  it("fold away what is far from any change", () => {
    const many = Array.from({ length: 20 }, (_, index) => String(index));
    const parts = folded(lineDiff(many.join("\n"), many.map((line) => (line === "10" ? "ten" : line)).join("\n")));
    expect(parts[0]).toEqual({ kind: "hidden", count: 7 });
    expect(parts.at(-1)).toEqual({ kind: "hidden", count: 6 });
    expect(parts).toHaveLength(2 + 8);
  });
});
