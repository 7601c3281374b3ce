import { describe, expect, it } from "vitest";
import { formatDuration } from "./duration";

describe("formatDuration", () => {
  it.each([
    [0, "< 1 ms"],
    [239.6, "240 ms"],
    [1000, "1.0 s"],
    [1400, "1.4 s"],
    [9949, "9.9 s"],
    [9_960, "10 s"],
    [41_000, "41 s"],
    [59_600, "1 m"],
    [144_000, "2 m 24 s"],
    [6_120_000, "1 h 42 m"],
    [273_600_000, "3 d 4 h"],
  ])("says %d ms as %s", (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });

  it("says nothing of what is not known", () => {
    expect(formatDuration(null)).toBe("");
    expect(formatDuration(undefined)).toBe("");
    expect(formatDuration(Number.NaN)).toBe("");
  });
});
