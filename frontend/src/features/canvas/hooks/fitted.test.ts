import { describe, expect, it } from "vitest";
import { fitted } from "./fitted";

const canvas = { width: 1392, height: 848 };
const palette = { left: 204, right: 0, bottom: 0 };

describe("fitted", () => {
  it("leaves room for the run panel where the drawing is narrow enough", () => {
    const view = fitted({ x: 0, y: 0, width: 518, height: 700 }, canvas, palette, true);
    expect(view.zoom).toBe(1);
    expect(view.x).toBeGreaterThanOrEqual(204);
    expect(view.x + 518).toBeLessThanOrEqual(1392 - 556);
  });

  it("leaves room for the inspector at least", () => {
    const view = fitted({ x: -100, y: 0, width: 760, height: 300 }, canvas, palette, true);
    expect(view.x - 100 + 760).toBeLessThanOrEqual(1392 - 352);
  });

  it("keeps clear of the zoom buttons on a phone", () => {
    const view = fitted({ x: 0, y: 0, width: 900, height: 300 }, { width: 390, height: 280 }, { left: 0, right: 0, bottom: 0 }, true);
    expect(view.x).toBeGreaterThanOrEqual(0);
    expect(view.x + 900 * view.zoom).toBeLessThanOrEqual(390 - 12 - 42);
  });

  it("zooms out for what is larger, and never in", () => {
    expect(fitted({ x: 0, y: 0, width: 4000, height: 300 }, canvas, palette, false).zoom).toBeLessThan(0.4);
    expect(fitted({ x: 0, y: 0, width: 100, height: 30 }, canvas, palette, false).zoom).toBe(1);
  });
});
