import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "./client";
import { isReached, onReach } from "./reach";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("notices that the server is silent, and asks until it answers again", async () => {
  const told: boolean[] = [];
  const off = onReach(() => told.push(isReached()));
  const fetch = vi.fn(() => Promise.reject<Response>(new TypeError("Failed to fetch")));
  vi.stubGlobal("fetch", fetch);
  await expect(api.get("/runs")).rejects.toMatchObject({ status: 0 });
  expect(isReached()).toBe(false);
  await vi.advanceTimersByTimeAsync(6_500);
  expect(fetch.mock.calls.slice(1)).toEqual([["/health/live", { cache: "no-store" }], ["/health/live", { cache: "no-store" }]]);
  fetch.mockImplementation(() => Promise.resolve(new Response("{}", { status: 500 })));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(told).toEqual([false, true]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetch).toHaveBeenCalledTimes(4);
  off();
});
