import { describe, expect, it } from "vitest";
import { mayResume, requestOf } from "./resume";

describe("going on with a run", () => {
  it("is for runs that have ended, and for completed ones from a block", () => {
    expect(["failed", "timed_out", "cancelled"].map((status) => mayResume(status as "failed", null))).toEqual([true, true, true]);
    expect(mayResume("running", null)).toBe(false);
    expect(mayResume("running", "post")).toBe(false);
    expect(mayResume("completed", null)).toBe(false);
    expect(mayResume("completed", "post")).toBe(true);
  });

  it("sends an input only when it was changed, and nothing that is no JSON", () => {
    const run = { input: { number: "INV-1" } };
    expect(requestOf(run, "same", null, null)).toEqual({ version: "same" });
    expect(requestOf(run, "draft", "post", '{ "number": "INV-1" }')).toEqual({ version: "draft", from: "post" });
    expect(requestOf(run, "same", null, '{"number": "INV-2"}')).toEqual({ version: "same", input: { number: "INV-2" } });
    expect(requestOf(run, "same", null, "{")).toBeNull();
    expect(requestOf(run, "same", null, " ")).toEqual({ version: "same", input: {} });
  });
});
