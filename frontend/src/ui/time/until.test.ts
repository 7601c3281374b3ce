import { expect, it } from "vitest";
import { fireDay, fireTime, nextWords, untilWords } from "./until";

const now = Date.parse("2026-11-26T08:00:00Z");

it.each([
  ["2026-11-26T08:00:40Z", "in 40 s"],
  ["2026-11-26T08:26:00Z", "in 26 min"],
  ["2026-11-26T11:00:00Z", "in 3 h"],
  ["2026-11-27T09:00:00Z", "in 25 h"],
  ["2026-12-01T08:00:00Z", "in 5 days"],
  ["2026-11-26T07:59:00Z", "now"],
])("%s is %s", (at, words) => expect(untilWords(at, now)).toBe(words));

it("reads times by the clocks they were written with", () => {
  expect(fireDay("2026-11-26T00:30:00+13:00", now)).toBe("Thu 26 Nov");
  expect(fireDay("2027-01-01T09:00:00-05:00", now)).toBe("Fri 1 Jan 2027");
  expect([fireTime("2026-11-26T09:00:00+01:00"), fireTime("2026-11-26T09:00:30+01:00")]).toEqual(["09:00", "09:00:30"]);
});

it.each([
  ["2026-11-26T17:00:00+01:00", "next 17:00"],
  ["2026-11-27T00:30:00+13:00", "next Fri 00:30"],
  ["2026-12-02T09:00:00-05:00", "next Wed 09:00"],
  ["2026-12-03T09:00:00+00:00", "next 3 Dec"],
  ["2027-03-28T03:00:00+02:00", "next Mar 2027"],
])("%s is %s in a list", (local, words) => expect(nextWords(local, now)).toBe(words));
