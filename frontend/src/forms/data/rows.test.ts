import { expect, it } from "vitest";
import { rowsUnder, searchRows } from "./rows";
import type { DataSource } from "./scope";

const source: DataSource = {
  root: ["steps", "get", "output"],
  blockId: "get",
  name: "Get customer",
  type: undefined,
  sample: { status: 200, ok: true, lines: [{ sku: "A" }, { sku: "B" }], note: null },
  schema: { type: "object", properties: { status: { type: "integer" }, url: { type: "string" } } },
};

it("lists the fields of the sample and then what the schema promises beside them", () => {
  expect(rowsUnder(source).map(({ name, type, sample, opens }) => [name, type, sample, opens])).toEqual([
    ["Status", "number", "200", false],
    ["Ok", "boolean", "true", false],
    ["Lines", "list", "2 items", true],
    ["Note", "null", "empty", false],
    ["URL", "text", "", false],
  ]);
});

it("opens lists by item", () => {
  expect(rowsUnder(source, ["lines"]).map((row) => row.path.join("."))).toEqual(["steps.get.output.lines.0", "steps.get.output.lines.1"]);
});

it("searches at any depth, by name and by path", () => {
  expect(searchRows(source, "sku").map((row) => row.path.join("."))).toEqual([
    "steps.get.output.lines.0.sku",
    "steps.get.output.lines.1.sku",
  ]);
  expect(searchRows(source, "lines 1 sku")).toHaveLength(1);
});

it("says how many items there really are where the sample only has the first", () => {
  const many = { ...source, sample: { rows: [{ sku: "A" }, "… 99,999 more"] }, schema: null };
  expect(rowsUnder(many)[0]?.sample).toBe("100,000 items");
  expect(rowsUnder(many, ["rows"]).map((row) => row.name)).toEqual(["Item 1"]);
});
