import { expect, it } from "vitest";
import { formatDollars } from "./money";

it.each([
  [0, "$0.00"],
  [0.00005, "under $0.0001"],
  [0.000123, "$0.00012"],
  [0.0456, "$0.046"],
  [0.5, "$0.50"],
  [1234.5, "$1,234.50"],
])("%d is %s", (amount, words) => {
  expect(formatDollars(amount)).toBe(words);
});
