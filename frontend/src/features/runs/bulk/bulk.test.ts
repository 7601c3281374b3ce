import { describe, expect, it } from "vitest";
import { ApiError } from "@/api/errors";
import type { BulkOutcome, RunItem } from "@/api/types";
import { actOnFilter, actOnRuns, fits, type Progress } from "./bulk";

const refusal = { runId: "run_9", number: 9, code: "CONFLICT", message: "Its values are gone." };
const runs = [1, 2, 3].map((number) => ({ id: `run_${String(number)}`, number }) as RunItem);

describe("an action on many runs", () => {
  it("fits runs by their state", () => {
    expect(fits("resume", "failed")).toBe(true);
    expect(fits("resume", "completed")).toBe(false);
    expect(fits("retry", "completed")).toBe(true);
    expect(fits("retry", "running")).toBe(false);
    expect(fits("cancel", "suspended")).toBe(true);
    expect(fits("cancel", "failed")).toBe(false);
  });

  it("follows the cursor to the end and tells how far it is", async () => {
    const pages: Record<string, BulkOutcome> = {
      start: { done: 200, refused: [], cursor: "a" },
      a: { done: 119, refused: [refusal], cursor: "b" },
      b: { done: 20, refused: [], cursor: null },
    };
    const asked: (string | null)[] = [];
    const told: number[] = [];
    const end = await actOnFilter(
      (cursor) => {
        asked.push(cursor);
        return Promise.resolve(pages[cursor ?? "start"] as BulkOutcome);
      },
      340,
      (progress) => told.push(progress.done + progress.refused.length),
      () => false,
    );
    expect(asked).toEqual([null, "a", "b"]);
    expect(told).toEqual([200, 320, 340]);
    expect(end).toEqual({ done: 339, refused: [refusal], total: 340 });
  });

  it("stops between two pages when asked to", async () => {
    let calls = 0;
    await actOnFilter(() => Promise.resolve({ done: 200, refused: [], cursor: String(++calls) }), 10_000, () => undefined, () => calls >= 2);
    expect(calls).toBe(2);
  });

  it("lists what one run refuses and goes on with the others", async () => {
    const told: Progress[] = [];
    const send = (run: RunItem) => (run.number === 2 ? Promise.reject(new ApiError(409, "CONFLICT", "It has not ended.")) : Promise.resolve());
    const end = await actOnRuns(send, runs, (progress) => told.push(progress), () => false);
    expect(end.done).toBe(2);
    expect(end.refused).toEqual([{ runId: "run_2", number: 2, code: "CONFLICT", message: "It has not ended." }]);
    expect(told).toHaveLength(3);
  });

  it("gives up when nobody answers", async () => {
    const offline = () => Promise.reject(new ApiError(0, "OFFLINE", "Headrace does not answer."));
    await expect(actOnRuns(offline, runs, () => undefined, () => false)).rejects.toThrow("does not answer");
  });
});
