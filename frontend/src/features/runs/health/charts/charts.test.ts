import { describe, expect, it } from "vitest";
import type { FiguresPart } from "@/api/types";
import { codeWords } from "../text";
import { durationColumns, outcomeColumns, stacked } from "./columns";
import { countTicks, durationTicks, niceCeiling, onLog } from "./scale";
import { axisWords, partWords, windowWords } from "./times";

const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
const part = (more: Partial<FiguresPart>): FiguresPart => ({ from: at(20, 8), to: at(20, 9), completed: 0, failed: 0, cancelled: 0, open: 0, p50Ms: null, p95Ms: null, ...more });

describe("axes", () => {
  it("end on round numbers", () => {
    expect([0, 1, 3, 11, 42, 4_001].map(niceCeiling)).toEqual([1, 1, 5, 20, 50, 5_000]);
    expect(countTicks(3)).toEqual([0, 1, 2, 3]);
    expect(countTicks(0)).toEqual([0, 1]);
    expect(countTicks(3_900)).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  });

  it("of durations hold every value between their marks", () => {
    for (const values of [[5], [1, 2], [400, 2_900], [12, 86_400_000], [0, 0], [9e9, 9e9]]) {
      const ticks = durationTicks(values);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(6);
      for (const value of values) expect(onLog(value, ticks)).toBeGreaterThanOrEqual(0);
      for (const value of values) expect(onLog(value, ticks)).toBeLessThanOrEqual(1);
    }
    expect(durationTicks([400, 2_900])).toEqual([300, 1_000, 3_000]);
    expect(onLog(300, [300, 3_000])).toBe(0);
    expect(onLog(3_000, [300, 3_000])).toBe(1);
  });

  it("name as many times as there is room for", () => {
    const hours = Array.from({ length: 24 }, (_, hour) => at(20, hour));
    expect(axisWords("24h", hours, 300).map(({ label }) => label)).toEqual(["05:00", "11:00", "17:00", "23:00"]);
    const days = Array.from({ length: 30 }, (_, day) => at(1 + day, 0));
    expect(axisWords("30d", days, 200).length).toBeLessThanOrEqual(3);
    const fourths = Array.from({ length: 42 }, (_, place) => at(20, place * 4));
    expect(axisWords("7d", fourths, 900).map(({ label }) => label)).toEqual(["Fri 20", "Sat 21", "Sun 22", "Mon 23", "Tue 24", "Wed 25", "Thu 26"]);
  });
});

describe("columns", () => {
  it("say in words what they show and lead to those runs", () => {
    const [column] = outcomeColumns([part({ completed: 1_200, failed: 2 })], "24h", "wf_1");
    expect(column?.heading).toBe("Fri 20 Nov, 08:00 to 09:00");
    expect(column?.facts).toEqual(["1,200 completed", "2 failed"]);
    const query = new URLSearchParams(column?.link.split("?")[1]);
    expect(Object.fromEntries(query)).toEqual({ from: at(20, 8), to: at(20, 9), workflowId: "wf_1", test: "false" });
    expect(outcomeColumns([part({})], "24h", "")[0]?.facts).toEqual(["no runs"]);
    expect(durationColumns([part({ p50Ms: 404, p95Ms: 2_900 })], "24h", "")[0]?.facts).toEqual(["half within 404 ms", "95 % within 2.9 s"]);
    expect(durationColumns([part({})], "24h", "")[0]?.facts).toEqual(["no run completed"]);
  });

  it("are stacked with the failed ones on top, and few can still be seen", () => {
    const boxes = stacked(part({ completed: 98, failed: 1 }), 100, 100);
    expect(boxes.map(({ name, height }) => [name, height])).toEqual([
      ["completed", 98],
      ["failed", 2],
    ]);
    expect(boxes.map(({ y }) => y)).toEqual([2, 0]);
  });
});

describe("words", () => {
  it("name a part of the time", () => {
    expect(partWords("30d", at(20, 0), at(21, 0))).toBe("Fri 20 Nov");
    expect(windowWords(at(20, 0), at(21, 0))).toBe("Fri 20 Nov");
    expect(windowWords(at(20, 0), at(27, 0))).toBe("20 Nov to 26 Nov");
    expect(windowWords(at(20, 8), at(20, 9))).toBe("Fri 20 Nov, 08:00 to 09:00");
    expect(windowWords(at(20, 8), at(21, 9))).toBe("Fri 20 Nov, 08:00 to Sat 21 Nov, 09:00");
  });

  it("of a code are those of a person", () => {
    expect(["RATE_LIMITED", "HTTP_400", "CARD_DECLINED", "teapot"].map(codeWords)).toEqual(["Rate limited", "HTTP 400", "Card declined", "teapot"]);
  });
});
