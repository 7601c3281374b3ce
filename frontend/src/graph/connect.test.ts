import { describe, expect, it } from "vitest";
import { refusal } from "./connect";
import { block, catalogue, drawing, edge, sample } from "./testing/sample";

describe("refusal", () => {
  it.each([
    ["done -> check", "That would make a circle: Check already runs before Done."],
    ["check.true -> notify", "Check already leads to Notify from Yes."],
    ["paid -> check", "Paid already leads to Check."],
    ["log -> paid", "Triggers have no input: they start the run."],
    ["log -> log", "A block cannot lead to itself."],
    ["log.maybe -> done", 'Log has no output "maybe".'],
    ["log -> gone", "That block is no longer here."],
  ])("says why %s cannot be drawn", (line, reason) => {
    expect(refusal(sample(), catalogue, edge(line))).toBe(reason);
  });

  it.each(["paid -> notify", "check.error -> done", "check.false -> notify", "log -> notify"])("lets %s be drawn", (line) => {
    expect(refusal(sample(), catalogue, edge(line))).toBeNull();
  });

  it("keeps edges inside the walls of a container", () => {
    const doc = drawing([block("each", "wait", {}, { name: "For each line" }), { ...block("post", "http"), parentId: "each" }, block("after", "wait")]);
    expect(refusal(doc, catalogue, edge("post -> after"))).toBe("Post is inside For each line. Lead on from For each line instead.");
    expect(refusal(doc, catalogue, edge("after -> post"))).toBe("Post is inside For each line. Lead to For each line instead.");
  });
});
