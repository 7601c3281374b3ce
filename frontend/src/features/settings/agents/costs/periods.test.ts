import { expect, it } from "vitest";
import { firstDay } from "./periods";

it("counts from the first of the month, or 30 days with today", () => {
  const now = new Date("2026-03-01T00:30:00Z");
  expect(firstDay("month", now)).toBe("2026-03-01");
  expect(firstDay("30d", now)).toBe("2026-01-31");
});
