import { expect, it } from "vitest";
import type { BlockDef } from "@/graph/definition";
import { DEFAULT_RETRY, errorsPatch, errorsValue } from "./errorsForm";
import { retrySentence } from "./retrySentence";

const block: BlockDef = { id: "a", type: "http", name: "A", position: { x: 0, y: 0 }, config: {} };

it("choosing to try again brings a retry plan with it", () => {
  expect(errorsPatch(block, "errorHandling", "retry")).toEqual({ errorHandling: "retry", retryConfig: DEFAULT_RETRY });
});

it("changes one field of the plan and keeps the others", () => {
  const before = { ...block, retryConfig: { ...DEFAULT_RETRY, maxAttempts: 5 } };
  expect(errorsPatch(before, "backoffMs", 2000)).toEqual({ retryConfig: { ...DEFAULT_RETRY, maxAttempts: 5, backoffMs: 2000 } });
});

it("an emptied field of the plan falls back", () => {
  expect(errorsPatch(block, "maxAttempts", undefined)).toEqual({ retryConfig: DEFAULT_RETRY });
});

it("shows what is set, flat", () => {
  expect(errorsValue({ ...block, errorHandling: "retry", retryConfig: DEFAULT_RETRY, timeoutMs: null })).toEqual({
    errorHandling: "retry",
    timeoutMs: null,
    ...DEFAULT_RETRY,
  });
});

it.each([
  [{ ...DEFAULT_RETRY, maxAttempts: 4 }, "Up to 4 attempts, with pauses of about 1 s, 2 s and 4 s. A provider that names a time is heard."],
  [{ ...DEFAULT_RETRY, maxAttempts: 2 }, "Up to 2 attempts, with pauses of about 1 s. A provider that names a time is heard."],
  [{ ...DEFAULT_RETRY, maxAttempts: 1 }, "One attempt only, so nothing is tried again."],
])("%j is said in words", (retry, sentence) => expect(retrySentence(retry)).toBe(sentence));
