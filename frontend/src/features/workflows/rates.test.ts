import { describe, expect, it } from "vitest";
import { formatRate, formatShare } from "./rates";

describe("formatShare", () => {
  it("says 100 only of all", () => {
    expect(formatShare(1)).toBe("100 %");
    expect(formatShare(0.99996)).toBe("99.9 %");
    expect(formatShare(0.9812)).toBe("98.1 %");
    expect(formatShare(0)).toBe("0 %");
    expect(formatShare(null)).toBe("");
  });
});

describe("formatRate", () => {
  it.each([
    [1240.2, "1,240 a day"],
    [14.3, "14 a day"],
    [0.96, "1 a day"],
    [0.4, "3 a week"],
    [1 / 30, "1 a month"],
    [0, ""],
  ])("says %d as %s", (perDay, words) => expect(formatRate(perDay)).toBe(words));
});
