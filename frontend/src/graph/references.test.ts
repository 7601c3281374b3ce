import { describe, expect, it } from "vitest";
import { findBlock } from "./definition";
import { renameBlockId } from "./operations";
import { referencesIn, rewriteExpression, rewriteTemplate } from "./references";
import { sample } from "./testing/sample";

describe("rewriting references", () => {
  it.each([
    ["{{steps.old.output.x}}", "{{steps.new.output.x}}"],
    ["a {{ steps.old.x + steps.older.y }} b", "a {{ steps.new.x + steps.older.y }} b"],
    ["{{steps.old-er.x}} {{steps.old -1}}", "{{steps.old-er.x}} {{steps.new -1}}"],
    ['{{steps["old"].x}} {{steps[ \'old\' ].x}}', "{{steps[\"new\"].x}} {{steps['new'].x}}"],
    ['{{ "steps.old" + steps.old }}', '{{ "steps.old" + steps.new }}'],
    ["steps.old outside", "steps.old outside"],
    ["{{substeps.old}} {{x.steps.old}}", "{{substeps.old}} {{x.steps.old}}"],
  ])("%s -> %s", (before, after) => expect(rewriteTemplate(before, "old", "new")).toBe(after));

  it("rewrites an expression without braces", () => {
    expect(rewriteExpression("steps.old.n > 3 && input.x", "old", "new")).toBe("steps.new.n > 3 && input.x");
  });

  it("follows a rename through blocks, edges and templates, and leaves untouched blocks the same objects", () => {
    const before = sample();
    const after = renameBlockId(before, "check", "is_large");
    expect(findBlock(after, "notify")?.config).toEqual({ url: "https://x.test/{{steps.is_large.output.result}}" });
    expect(findBlock(after, "log")?.config).toEqual({ mapping: { total: "{{ steps.is_large.result + steps.checker.x }}" } });
    expect(after.edges.slice(0, 2)).toEqual([
      { source: "paid", sourcePort: "out", target: "is_large" },
      { source: "is_large", sourcePort: "true", target: "notify" },
    ]);
    expect(findBlock(after, "done")).toBe(findBlock(before, "done"));
  });

  it("lists what a value refers to", () => {
    expect([...referencesIn({ a: ["{{steps.one.x}}"], b: "{{steps['two'] + steps.three-x.y}}" })]).toEqual(["one", "two", "three-x"]);
  });
});
