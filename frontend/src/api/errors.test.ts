import { expect, it } from "vitest";
import { ApiError, fieldError, otherError } from "./errors";

const refusal = new ApiError(400, "VALIDATION_ERROR", "An address is wrong.", [{ path: "url", message: "It is no URL." }]);

it("puts what was refused of a field beside it, and says the rest once", () => {
  expect(fieldError(refusal, "url")).toBe("It is no URL.");
  expect(fieldError(refusal, "name")).toBeUndefined();
  expect(otherError(refusal, ["url"])).toBeUndefined();
  expect(otherError(refusal, ["name"])).toBe("An address is wrong.");
  expect(otherError(new ApiError(409, "CONFLICT", "There is one already."), ["url"])).toBe("There is one already.");
  const deep = new ApiError(400, "VALIDATION_ERROR", "It is no address.", [{ path: "targets.1.email.to", message: "It is no address." }]);
  expect(fieldError(deep, "targets.1")).toBe("It is no address.");
  expect(fieldError(deep, "targets.10")).toBeUndefined();
  expect(otherError(deep, ["targets.0", "targets.1"])).toBeUndefined();
  expect(otherError(null, ["url"])).toBeUndefined();
});
