import { describe, expect, it } from "vitest";
import { startedBy, whatHappened } from "./whatHappened";

const refusal = { code: "HTTP_400", message: "QuickBooks has no customer “Harbor & Sons”" };

describe("whatHappened", () => {
  it("gives the refusal of a failed run", () => {
    expect(whatHappened({ status: "failed", summary: "Failed", error: refusal })).toBe(refusal.message);
  });

  it("does not blame a completed run for an error it handled", () => {
    expect(whatHappened({ status: "completed", summary: "5 lines posted", error: refusal })).toBe("5 lines posted");
  });

  it("has words where the server has none", () => {
    expect(whatHappened({ status: "timed_out", summary: null, error: null })).toMatch(/longer than it may/);
    expect(whatHappened({ status: "pending", summary: "", error: null })).toBe("Waits for its turn");
  });
});

describe("startedBy", () => {
  it("puts the trigger into words, an unknown one as it is", () => {
    expect(startedBy("schedule")).toBe("started by schedule");
    expect(startedBy("moon")).toBe("moon");
  });
});
