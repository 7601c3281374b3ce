import { describe, expect, it } from "vitest";
import { labelPoint, pathOf, route } from "./route";

describe("route", () => {
  it("goes straight down where it can", () => {
    expect(route({ from: { x: 10, y: 0 }, to: { x: 10, y: 40 }, leaves: "bottom", enters: "top" })).toHaveLength(2);
  });

  it("bends on the bus above its target", () => {
    expect(route({ from: { x: 0, y: 0 }, to: { x: 100, y: 120 }, leaves: "bottom", enters: "top" })).toEqual([{ x: 0, y: 0 }, { x: 0, y: 100 }, { x: 100, y: 100 }, { x: 100, y: 120 }]);
  });

  it("bends halfway where ranks stand as close as they may", () => {
    expect(route({ from: { x: 0, y: 0 }, to: { x: 10, y: 22 }, leaves: "bottom", enters: "top" })).toEqual([{ x: 0, y: 0 }, { x: 0, y: 11 }, { x: 10, y: 11 }, { x: 10, y: 22 }]);
  });

  it("goes round a card that stands in the way", () => {
    const card = { x: -116, y: 80, width: 232, height: 78 };
    const points = route({ from: { x: 0, y: 0 }, to: { x: 0, y: 300 }, leaves: "bottom", enters: "top" }, [card]);
    const columns = points.map((point) => point.x);
    expect(Math.max(...columns) > 116 || Math.min(...columns) < -116).toBe(true);
  });

  it("goes round a card that its target stands behind, even where the bus is shared above it", () => {
    const card = { x: -116, y: 30, width: 232, height: 78 };
    const points = route({ from: { x: 0, y: 0 }, to: { x: -70, y: 150 }, leaves: "bottom", enters: "top", bus: 15 }, [card]);
    expect(Math.min(...points.map((point) => point.x))).toBeLessThan(-116);
  });

  it("leaves sideways for errors", () => {
    expect(route({ from: { x: 0, y: 50 }, to: { x: 60, y: 50 }, leaves: "right", enters: "left" })).toEqual([{ x: 0, y: 50 }, { x: 60, y: 50 }]);
  });

  it("rounds corners by 12, less where there is no room", () => {
    const path = pathOf([{ x: 0, y: 0 }, { x: 0, y: 100 }, { x: 8, y: 100 }, { x: 8, y: 200 }]);
    expect(path).toBe("M0 0 L0 96 Q0 100 4 100 L4 100 Q8 100 8 104 L8 200");
  });

  it("sets the label on the first straight part", () => {
    expect(labelPoint([{ x: 5, y: 0 }, { x: 5, y: 200 }])).toEqual({ x: 5, y: 20 });
  });
});
