import { describe, expect, it } from "vitest";
import { formOf, problemsOf, startOf, timeLeft } from "./decision";

const form = { type: "object", properties: { period: { type: "string", default: "2026-11" }, note: { type: "string" } } };

describe("an approval's form", () => {
  it("is there only with something to fill in", () => {
    expect(formOf(null)).toBeNull();
    expect(formOf({ type: "object", properties: {} })).toBeNull();
    expect(formOf(form)).toBe(form);
  });
  it("starts with its defaults", () => {
    expect(startOf(form)).toEqual({ period: "2026-11" });
    expect(startOf(null)).toEqual({});
  });
  it("shows a refusal at the field it is about", () => {
    const { fields, others } = problemsOf([{ path: "form.period", message: "Fill in the period." }, { path: "approved", message: "Say yes or no." }]);
    expect(fields).toEqual([{ field: "period", severity: "error", message: "Fill in the period." }]);
    expect(others).toEqual([{ path: "approved", message: "Say yes or no." }]);
  });
});

it("says how much time is left, and nothing once there is none", () => {
  const now = Date.parse("2026-11-20T10:00:00Z");
  expect(timeLeft("2026-11-20T12:30:00Z", now)).toBe("2 h 30 m");
  expect(timeLeft("2026-11-20T10:00:04.2Z", now)).toBe("5 s");
  expect(timeLeft("2026-11-20T09:59:59Z", now)).toBe("");
});
