import { expect, it } from "vitest";
import { emptyDefinition } from "@/graph/definition";
import { block, catalogue } from "@/graph/testing/sample";
import { entryGroups, type EntryContext } from "./entries";

const context: EntryContext = {
  doc: { ...emptyDefinition(), blocks: [block("start", "trigger.api"), block("post", "http", {}, { name: "Post the line" })] },
  catalogue,
  afterId: null,
  withTriggers: true,
};
const names = (query: string, more: Partial<EntryContext>) => entryGroups(query, { ...context, ...more }).flatMap((group) => group.entries.map((entry) => entry.name));

it("finds what stands on the canvas once one searches, after what can be placed", () => {
  expect(names("post the", { goes: true })).toEqual(["Post the line"]);
  expect(names("http", { goes: true })).toEqual(["HTTP request", "Post the line"]);
  expect(names("", { goes: true })).not.toContain("Post the line");
});

it("offers blocks as the end of an edge only where the edge may lead", () => {
  expect(names("post the", {})).toEqual([]);
  expect(names("", { from: { source: "start", sourcePort: "out" } })).toContain("Post the line");
  expect(names("", { from: { source: "post", sourcePort: "out" } })).not.toContain("Start");
});
