import { expect, it } from "vitest";
import { columnProblem, columnsOf, draftOf, moved, newColumn, optionsOf } from "./draft";

const columns = [
  { id: "col_1", name: "number", type: "text" as const, required: true, options: [] },
  { id: "col_2", name: "state", type: "select" as const, required: false, options: ["open", "paid"] },
];

it("keeps the ids, so that a renamed column takes its values along", () => {
  const drafts = draftOf(columns).map((draft) => (draft.id === "col_1" ? { ...draft, name: " invoice " } : draft));
  expect(columnsOf(drafts)).toEqual([{ ...columns[0], name: "invoice" }, columns[1]]);
});

it("drops the options of a column that has none", () => {
  expect(columnsOf([{ ...newColumn(), name: "a", options: "x, y" }])[0]?.options).toEqual([]);
  expect(optionsOf(" open, paid,, open ")).toEqual(["open", "paid"]);
});

it("says what is wrong with the names", () => {
  const twice = draftOf(columns).map((draft) => ({ ...draft, name: "number" }));
  expect(columnProblem(twice)).toBe("Two columns are called “number”.");
  expect(columnProblem([newColumn()])).toBe("Every column needs a name.");
  expect(columnProblem(draftOf(columns))).toBeUndefined();
});

it("moves a column", () => {
  expect(moved(draftOf(columns), 0, 1).map((draft) => draft.name)).toEqual(["state", "number"]);
});
