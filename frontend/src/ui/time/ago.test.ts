import { describe, expect, it } from "vitest";
import { formatAgo, formatClock, formatDate } from "./ago";

const now = new Date(2025, 10, 20, 10, 41, 0);
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe("formatAgo", () => {
  it.each([
    [2, "now"],
    [-30, "now"],
    [50, "50 s ago"],
    [26 * 60 + 3, "26 min ago"],
    [102 * 60, "1 h 42 m ago"],
    [4 * 3600 + 600, "4 h ago"],
    [30 * 3600, "yesterday"],
    [5 * 86400, "5 days ago"],
    [40 * 86400, "11 Oct"],
    [400 * 86400, "16 Oct 2024"],
  ])("says %d s before as %s", (seconds, words) => {
    expect(formatAgo(before(seconds), now)).toBe(words);
  });

  it("says nothing of what is not a time", () => {
    expect(formatAgo("not a time", now)).toBe("");
  });
});

describe("formatClock", () => {
  it("names the day only when it is not today", () => {
    expect(formatClock(before(60), now)).toBe("10:40");
    expect(formatClock(before(86400), now)).toBe("19 Nov 10:41");
  });
});

describe("formatDate", () => {
  it("names the year only when it is another one", () => {
    expect(formatDate(before(86400), now)).toBe("19 Nov");
    expect(formatDate(new Date(2023, 0, 2), now)).toBe("2 Jan 2023");
  });
});
