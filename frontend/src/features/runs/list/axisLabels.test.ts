import { describe, expect, it } from "vitest";
import { axisLabels } from "./axisLabels";

const hoursFrom = (start: Date, count: number) => Array.from({ length: count }, (_, index) => new Date(start.getTime() + index * 3_600_000).toISOString());

describe("axisLabels", () => {
  it("names every fourth hour of a day", () => {
    const labels = axisLabels(hoursFrom(new Date(2025, 10, 19, 11), 24));
    expect(labels.map(({ label }) => label)).toEqual(["11:00", "15:00", "19:00", "23:00", "03:00", "07:00"]);
  });

  it("names the midnights of several days", () => {
    const labels = axisLabels(hoursFrom(new Date(2025, 10, 17, 11), 72));
    expect(labels.map(({ label, index }) => [label, index])).toEqual([
      ["Tue 18", 13],
      ["Wed 19", 37],
      ["Thu 20", 61],
    ]);
  });
});
