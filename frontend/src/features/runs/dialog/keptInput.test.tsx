import { beforeEach, expect, it } from "vitest";
import type { Shelf } from "@/graph/persist";
import { forgetAllInput, forgetInput, keepInput, keptInput } from "./keptInput";

const kept = new Map<string, string>();
const shelf: Shelf = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
beforeEach(() => kept.clear());

it("keeps what is typed for each workflow until it is done with", () => {
  keepInput(shelf, "wf_1", { text: '{"number": 1', triggerId: "in", isDry: true });
  expect(keptInput(shelf, "wf_1")).toEqual({ text: '{"number": 1', triggerId: "in", isDry: true });
  expect(keptInput(shelf, "wf_2")).toBeNull();
  forgetInput(shelf, "wf_1");
  expect(keptInput(shelf, "wf_1")).toBeNull();
});

it("keeps nothing rather than an older text where the new one has no room", () => {
  keepInput(shelf, "wf_1", { text: "{}", isDry: false });
  keepInput(shelf, "wf_1", { text: "x".repeat(1_000_001), isDry: false });
  expect(keptInput(shelf, "wf_1")).toBeNull();
});

it("leaves nothing to whoever signs in next in this tab, and everything else alone", () => {
  keepInput(sessionStorage, "wf_1", { text: "{}", isDry: false });
  keepInput(sessionStorage, "wf_2", { text: "{}", isDry: false });
  sessionStorage.setItem("headrace.theme", "dark");
  forgetAllInput(sessionStorage);
  expect(Object.keys(sessionStorage)).toEqual(["headrace.theme"]);
});
