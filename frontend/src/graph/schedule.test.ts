import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planWords, readPlan, startOf, writePlan, zoneWords, type Plan } from "./schedule";

interface Row {
  cron: string;
  words: string;
  simple: boolean;
}

const rows = JSON.parse(readFileSync(new URL("../../../tests/contracts/schedule_words.json", import.meta.url), "utf8")) as Row[];

describe("the server's words", () => {
  it.each(rows.filter((row) => row.simple))("$cron: $words", ({ cron, words }) => {
    const plan = readPlan({ cron });
    expect(planWords(plan)).toBe(words);
    expect(plan && writePlan(plan)).toEqual({ cron, interval: undefined });
  });

  it.each(rows.filter((row) => !row.simple))("$cron is left to the server", ({ cron }) => {
    expect(readPlan({ cron })).toEqual({ kind: "cron", text: cron });
  });
});

it("reads what means the same and writes it the usual way", () => {
  expect(readPlan({ cron: " 5  09 * * 7,6 " })).toEqual({ kind: "weeks", days: [0, 6], time: "09:05" });
  expect(writePlan({ kind: "weeks", days: [5, 4, 3, 2, 1], time: "09:05" }).cron).toBe("5 9 * * 1-5");
});

it("keeps what the picker cannot show as cron text", () => {
  for (const cron of ["*/7 * * * *", "0 9 0 * *", "0 24 * * *", "0 9 1 * 1", "@daily", "0 0 9 * * *", "0 9 * * 5-1"]) {
    expect(readPlan({ cron })).toEqual({ kind: "cron", text: cron });
  }
});

it("knows intervals", () => {
  const interval = { value: 13, unit: "hours" };
  const plan = readPlan({ interval });
  expect(planWords(plan)).toBe("Every 13 hours");
  expect(plan && writePlan(plan)).toEqual({ cron: undefined, interval });
});

it("keeps the time of the day when the kind changes", () => {
  const before: Plan = { kind: "days", time: "17:45" };
  expect(startOf("weeks", before)).toEqual({ kind: "weeks", days: [1, 2, 3, 4, 5], time: "17:45" });
  expect(startOf("cron", before)).toEqual({ kind: "cron", text: "45 17 * * *" });
  expect(startOf("months", null)).toEqual({ kind: "months", day: 1, time: "09:00" });
});

it("says the zone by its place", () => {
  expect([zoneWords("UTC"), zoneWords("America/Argentina/Buenos_Aires")]).toEqual(["UTC", "Buenos Aires time"]);
});
