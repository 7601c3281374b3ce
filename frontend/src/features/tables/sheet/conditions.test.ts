import { expect, it } from "vitest";
import type { TableColumn } from "@/api/types";
import { conditionsOf, filterOf } from "./conditions";

const columns: TableColumn[] = [
  { id: "1", name: "amount", type: "number", required: false, options: [] },
  { id: "2", name: "code", type: "text", required: false, options: [] },
];

it("compares numbers as numbers and texts as texts", () => {
  const filter = filterOf(
    [
      { column: "amount", operator: "gt", typed: "100" },
      { column: "code", operator: "in", typed: "001, 002" },
      { column: "code", operator: "isNotEmpty", typed: "left over" },
    ],
    columns,
  );
  expect(JSON.parse(filter)).toEqual([
    { column: "amount", operator: "gt", value: 100 },
    { column: "code", operator: "in", value: ["001", "002"] },
    { column: "code", operator: "isNotEmpty" },
  ]);
  expect(filterOf(conditionsOf(filter), columns)).toBe(filter);
});

it("takes what is no filter for none", () => {
  expect(conditionsOf("{")).toEqual([]);
  expect(filterOf([], columns)).toBe("");
});
