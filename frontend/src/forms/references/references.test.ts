import { describe, expect, it } from "vitest";
import { EMPTY_SCOPE, type DataScope } from "../data/scope";
import { describeReference } from "./describe";
import { pathsIn, plainPath, writePath } from "./paths";
import { prettyName } from "./prettyName";
import { findTemplates, openTemplate } from "./templates";

const scope: DataScope = {
  ...EMPTY_SCOPE,
  blockId: "tell",
  blockNames: new Map([["paid", "Invoice paid"], ["find-it", "Find it"], ["tell", "Tell"], ["late", "Too late"]]),
  variables: { taxRate: 0.2 },
  sources: [
    { root: ["input"], blockId: "paid", name: "Invoice paid", type: undefined, sample: { amount_paid: 5 }, schema: null },
    {
      root: ["steps", "find-it", "output"], blockId: "find-it", name: "Find it", type: undefined, sample: undefined,
      schema: { type: "object", properties: { result: { type: "object" } }, additionalProperties: false },
    },
  ],
};

describe("prettyName", () => {
  it.each([
    ["amount_paid", "Amount paid"],
    ["amountPaid", "Amount paid"],
    ["customerId", "Customer ID"],
    ["VAT", "VAT"],
    ["x-request-id", "X request ID"],
  ])("%s reads %s", (name, expected) => expect(prettyName(name)).toBe(expected));
});

describe("findTemplates", () => {
  it("finds each closed part with its place", () => {
    expect(findTemplates("a {{input.b}} c {{ d }}")).toEqual([
      { from: 2, to: 13, body: "input.b" },
      { from: 16, to: 23, body: "d" },
    ]);
  });
  it("does not end inside a quoted string", () => {
    expect(findTemplates('{{ "}}" }}')).toEqual([{ from: 0, to: 10, body: '"}}"' }]);
  });
  it("still sees those behind one that is being typed", () => {
    expect(findTemplates("{{ na {{a}}").map((part) => part.body)).toEqual(["a"]);
    expect(findTemplates("{{{{a}}")).toEqual([{ from: 2, to: 7, body: "a" }]);
    expect(findTemplates("{{{a}}")).toEqual([{ from: 1, to: 6, body: "a" }]);
  });
  it("leaves an open one alone", () => expect(findTemplates("{{input.")).toEqual([]));
});

describe("openTemplate", () => {
  it("gives what was typed so far", () => expect(openTemplate("Hi {{inp", 8)).toEqual({ from: 3, query: "inp" }));
  it("is null after a closed one", () => expect(openTemplate("{{a}} b", 7)).toBeNull());
  it("is null without braces", () => expect(openTemplate("abc", 2)).toBeNull());
});

describe("paths", () => {
  it("reads names with a minus followed by a letter", () => {
    expect(plainPath("steps.fetch-customer.output.items[0].sku")).toEqual(["steps", "fetch-customer", "output", "items", "0", "sku"]);
  });
  it("is no plain path when something is computed", () => expect(plainPath("input.a - 1")).toBeNull());
  it("leaves functions, words and strings out", () => {
    expect(pathsIn('upper(input.name) == "input.x" && true ?? steps.a.b').map((path) => path.segments)).toEqual([
      ["input", "name"],
      ["steps", "a", "b"],
    ]);
  });
  it("writes what it reads", () => expect(writePath(["input", "a b", "0", "c-d"])).toBe('input["a b"].0.c-d'));
});

describe("describeReference", () => {
  it.each([
    ["input.amount_paid", "Amount paid", null],
    ["steps.find-it.output.result", "Result", null],
    ["steps.find-it.result", "Result", null],
    ["steps.find-it.output.nope", "Nope", "“Find it” has no field “nope”."],
    ["steps.late.output.x", "X", "“Too late” does not run before this block."],
    ["steps.gone.output.x", "X", "There is no block “gone” in this workflow."],
    ["steps.tell.output", "tell", "A block cannot read its own output."],
    ["variables.taxRate", "Tax rate", null],
    ["variables.none", "None", "There is no variable “none”. Add it in the workflow's settings."],
    ["inptu.x", "inptu.x", "Nothing is called “inptu”. Data starts with input, steps or variables."],
    ["input.items.0", "Items 1", null],
    ["input.amount_paid * 2", "Amount paid * 2", null],
  ])("%s reads %s", (body, label, problem) => expect(describeReference(body, scope)).toMatchObject({ label, problem }));

  it("says what a function does with the value", () => {
    expect(describeReference("round(input.amount_paid, 2)", scope)).toMatchObject({ label: "Amount paid", note: "rounded" });
  });
});
