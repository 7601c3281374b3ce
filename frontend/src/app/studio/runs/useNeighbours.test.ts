import { expect, it } from "vitest";
import { neighboursOf } from "./useNeighbours";

const list = [{ id: "c", number: 3 }, { id: "b", number: 2 }, { id: "a", number: 1 }];

it.each([
  ["c", { older: "b", newer: null, last: 3 }],
  ["b", { older: "a", newer: "c", last: 3 }],
  ["a", { older: null, newer: "b", last: 3 }],
])("knows the runs beside %s", (id, expected) => {
  expect(neighboursOf(list.find((run) => run.id === id) ?? { id, number: 0 }, list)).toEqual(expected);
});

it("offers none for a run beyond the list", () => expect(neighboursOf({ id: "x", number: 9 }, list)).toEqual({ older: null, newer: null, last: 9 }));
