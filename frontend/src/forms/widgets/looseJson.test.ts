import { expect, it } from "vitest";
import { readLoose, showLoose } from "./looseJson";
import { operandOf, operandText, rulesOf, storedRules } from "./rules";

it.each<[string, unknown]>([
  ["5", 5],
  ["1.50", 1.5],
  ["true", true],
  ["null", null],
  ['{"a": 1}', { a: 1 }],
  ['"5"', "5"],
  ["hello", "hello"],
  ["{{input.a}}", "{{input.a}}"],
  ["- a dash", "- a dash"],
  ["12345678901234567890", "12345678901234567890"],
  ["", ""],
])("%s reads as %j", (written, value) => expect(readLoose(written)).toEqual(value));

it.each([5, "5", true, "true", null, { a: [1] }, "plain", '"quoted"', ""])("%j comes back from its text", (value) => {
  expect(readLoose(showLoose(value))).toEqual(value);
});

it.each([5000, "5000", "usd", true, ["a", "b"], [1, 2], "{{input.a}}"])("the operand %j comes back from its text", (value) => {
  expect(operandOf(operandText(value), Array.isArray(value) ? "in" : "eq")).toEqual(value);
});

it("stores no right side where the operator takes none, and no empty groups", () => {
  expect(storedRules([[{ left: "{{input.a}}", operator: "exists", right: "x" }], []])).toEqual([[{ left: "{{input.a}}", operator: "exists" }]]);
  expect(storedRules([[]])).toBeUndefined();
});

it("reads what it stored", () => {
  expect(rulesOf([[{ left: "{{input.a}}", operator: "exists" }]])).toEqual([[{ left: "{{input.a}}", operator: "exists", right: "" }]]);
});
