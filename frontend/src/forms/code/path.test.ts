import { expect, it } from "vitest";
import { faultIn } from "./faults";
import { pathBefore } from "./path";

it.each([
  ["inp", [], "inp", "name"],
  ["return input.", ["input"], "", "dot"],
  ["return input.amo", ["input"], "amo", "dot"],
  ["const a = steps.fetch?.output.li", ["steps", "fetch", "output"], "li", "dot"],
  ['steps["fetch-customer"].', ["steps", "fetch-customer"], "", "dot"],
  ['steps["fetch"]["output"]["li', ["steps", "fetch", "output"], "li", "bracket"],
  ["input[", ["input"], "", "bracket"],
  ["f(input.lines[0].s", ["input", "lines", "0"], "s", "dot"],
])("reads the path before the caret in %s", (text, segments, partial, by) => {
  expect(pathBefore(text)).toMatchObject({ segments, partial, by });
});

it.each(["", "1.", "f().", 'input["a"]', "a + ", "list[0].map(x => x)."])("finds none in %s", (text) => expect(pathBefore(text)).toBeNull());

it("finds the line of a fault in what was said of it", () => {
  expect(faultIn("Line 3: SyntaxError: Unexpected token")).toEqual({ line: 3, message: "SyntaxError: Unexpected token" });
  expect(faultIn("The last run stopped here: Line 12: no")).toEqual({ line: 12, message: "no" });
  expect(faultIn("Code is missing.")).toBeNull();
});
