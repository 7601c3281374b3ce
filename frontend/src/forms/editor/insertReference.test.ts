import { expect, it } from "vitest";
import { isInString } from "./insertReference";

it.each([
  ['  "a": "', true],
  ['  "a": ', false],
  ['  "a": "say \\"hi', true],
  ["", false],
])("%s", (before, expected) => expect(isInString(before)).toBe(expected));
