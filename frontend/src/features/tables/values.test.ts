import { expect, it } from "vitest";
import type { TableColumn } from "@/api/types";
import { cellText, editText, otherValues, readCell } from "./values";

const column = (type: TableColumn["type"]): TableColumn => ({ id: "c", name: "c", type, required: false, options: [] });

it("reads what is typed as the column's type has it", () => {
  expect(readCell("12.50", column("number"))).toEqual({ value: 12.5 });
  expect(readCell("twelve", column("number"))).toEqual({ value: "twelve" });
  expect(readCell("1e999", column("number"))).toEqual({ value: "1e999" });
  expect(readCell("00123", column("text"))).toEqual({ value: "00123" });
  expect(readCell("true", column("boolean"))).toEqual({ value: true });
  expect(readCell('{"a": [1]}', column("json"))).toEqual({ value: { a: [1] } });
  expect(readCell("{", column("json"))).toEqual({ problem: "notJson" });
  expect(readCell("", column("date"))).toEqual({ value: null });
});

it("gives back the value it was given, when nothing was changed", () => {
  for (const [value, type] of [[12.5, "number"], ["x", "number"], [false, "boolean"], [{ a: 1 }, "json"], ["a", "text"]] as const) {
    expect(readCell(editText(value, column(type)), column(type))).toEqual({ value });
  }
});

it("shows values as a person reads them", () => {
  expect([cellText(true), cellText(null), cellText({ a: 1 }), cellText(3)]).toEqual(["Yes", "", '{"a":1}', "3"]);
});

it("keeps what has no column apart", () => {
  expect(otherValues({ c: 1, more: 2 }, [column("text")])).toEqual({ more: 2 });
});
