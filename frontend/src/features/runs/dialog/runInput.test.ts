import { expect, it } from "vitest";
import { eventInput, firstInput, formSchema, inputProblems } from "./runInput";

const schema = { type: "object", properties: { amount: { type: "number", default: 5 }, name: { type: "string" } } };

it("draws a form only from a schema with fields", () => {
  expect(formSchema({ inputSchema: schema })).toBe(schema);
  expect(formSchema({ inputSchema: { type: "object" } })).toBeNull();
  expect(formSchema({ inputSchema: null })).toBeNull();
});

it("starts with the last input, else with defaults, else with an empty object", () => {
  expect(firstInput({ a: 1 }, schema)).toEqual({ a: 1 });
  expect(firstInput(undefined, schema)).toEqual({ amount: 5 });
  expect(firstInput(null, null)).toEqual({});
});

it("puts refusals at their fields", () => {
  const details = [{ path: "input.amount", message: "Amount must be a number." }, { path: "blocks.0", message: "Unknown block." }];
  expect(inputProblems(details)).toEqual({
    fields: [{ field: "amount", severity: "error", message: "Amount must be a number." }],
    others: [{ path: "blocks.0", message: "Unknown block." }],
  });
});

it("reads an event as a run of it would", () => {
  expect(eventInput("stripe", '[1]')).toEqual([1]);
  expect(eventInput("custom", "[1]")).toEqual({ body: [1] });
  expect(eventInput("custom", "plain")).toEqual({ body: "plain" });
  expect([eventInput("stripe", "plain"), eventInput("custom", null)]).toEqual([undefined, undefined]);
});
