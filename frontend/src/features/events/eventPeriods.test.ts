import { describe, expect, it } from "vitest";
import { boundsOf, periodLabel, periodMistake } from "./eventPeriods";

const none = { period: "", from: "", to: "" };
const now = new Date(2026, 0, 31, 15, 30);

describe("the period of events", () => {
  it("is any time, unless one is chosen", () => {
    expect(boundsOf(none, now)).toEqual({});
    expect(periodLabel(none)).toBe("Any time");
  });

  it("counts back hours, or from the reader's own midnight", () => {
    expect(boundsOf({ ...none, period: "24h" }, now)).toEqual({ hours: 24 });
    expect(boundsOf({ ...none, period: "7d" }, now)).toEqual({ hours: 168 });
    expect(boundsOf({ ...none, period: "today" }, now)).toEqual({ from: new Date(2026, 0, 31).toISOString() });
    expect(periodLabel({ ...none, period: "7d" })).toBe("Last 7 days");
  });

  it("lies between two moments of the reader's clock, or is open at one end", () => {
    const [from, to] = [new Date(2026, 0, 30, 9, 0), new Date(2026, 0, 30, 17, 0)];
    expect(boundsOf({ ...none, from: "2026-01-30T09:00", to: "2026-01-30T17:00" })).toEqual({ from: from.toISOString(), to: to.toISOString() });
    expect(boundsOf({ ...none, to: "2026-01-30T17:00" })).toEqual({ to: to.toISOString() });
    expect(periodLabel({ ...none, from: "2026-01-30T09:00" })).toMatch(/^Since /);
    expect(periodLabel({ ...none, to: "2026-01-30T09:00" })).toMatch(/^Until /);
  });

  it("takes an address that somebody wrote by hand", () => {
    expect(boundsOf({ period: "a year", from: "yesterday", to: "2026-13-45" })).toEqual({});
    expect(boundsOf({ ...none, from: "2026-01-30T09:00", to: "2026-01-29T09:00" })).toEqual({ from: new Date(2026, 0, 30, 9).toISOString() });
  });

  it("says which ends cannot be shown", () => {
    expect(periodMistake("", "")).toBe("Give a beginning, an end, or both.");
    expect(periodMistake("2026-01-30T09:00", "2026-01-30T09:00")).toBe("The end has to be after the beginning.");
    expect(periodMistake("2026-01-30T09:00", "")).toBeUndefined();
  });
});
