import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { expect, it } from "vitest";
import { EMPTY_SCOPE, type DataScope } from "../data/scope";
import { completeWith } from "./complete";
import { javascript } from "./javascript";
import type { CodeLanguage } from "./language";
import { python } from "./python";

const scope: DataScope = {
  ...EMPTY_SCOPE,
  blockId: "code",
  variables: { taxRate: 0.2 },
  sources: [
    { root: ["input"], blockId: "start", name: "API call", type: undefined, sample: { amount: 12480, "due date": "2026-11-30", lines: [{ sku: "A" }] }, schema: null },
    { root: ["steps", "fetch-customer", "output"], blockId: "fetch-customer", name: "Fetch customer", type: undefined, sample: { status: 200 }, schema: null },
    { root: ["line"], blockId: "each", name: "Each line", type: undefined, sample: { sku: "A" }, schema: null },
  ],
};

async function offered(language: CodeLanguage, source: string): Promise<string[]> {
  const state = EditorState.create({ doc: source, extensions: [language.support] });
  const result = await completeWith(language, () => scope)(new CompletionContext(state, source.length, true));
  return (result?.options ?? []).map((option) => option.label);
}

it("starts with the data of this block, then what the sandbox has", async () => {
  const names = await offered(javascript, "return ");
  expect(names.slice(0, 5)).toEqual(["input", "steps", "variables", "line", "idempotencyKey"]);
  expect(names).toContain("fetch");
  expect(names).not.toContain("window");
});

it.each([
  ["input.", ["amount", "due date", "lines"]],
  ["input.lines[0].", ["sku"]],
  ["steps.", ["fetch-customer"]],
  ['steps["fetch-customer"].', ["output", "error"]],
  ['steps["fetch-customer"].output.', ["status"]],
  ["variables.", ["taxRate"]],
  ["line.", ["sku"]],
  ["console.", ["log", "info", "debug", "warn", "error", "table"]],
])("knows in JavaScript what is inside %s", async (source, expected) => expect(await offered(javascript, source)).toEqual(expected));

it("names the methods of a list, and of a library only what it has", async () => {
  expect(await offered(javascript, "input.lines.")).toContain("flatMap");
  expect(await offered(javascript, "_.")).toContain("groupBy");
  expect(await offered(javascript, "nothing.")).toEqual([]);
});

it.each([
  ['input["', ["amount", "due date", "lines"]],
  ['steps["fetch-customer"]["output"]["', ["status"]],
  ["import json\njson.", ["JSONDecodeError", "dump", "dumps", "load", "loads"]],
  ["json.", []],
  ["from functools import ", ["cache", "lru_cache", "partial", "reduce"]],
])("knows in Python what is inside %s", async (source, expected) => expect(await offered(python, source)).toEqual(expected));

it("says nothing inside a text or a comment", async () => {
  expect(await offered(javascript, "// input.")).toEqual([]);
  expect(await offered(javascript, 'const a = "input.')).toEqual([]);
});
