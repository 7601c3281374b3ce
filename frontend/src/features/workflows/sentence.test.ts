import { describe, expect, it } from "vitest";
import { buildCatalogue, type BlockType } from "@/graph/catalogue";
import { generatedSentence } from "./sentence";

const named = (type: string, name: string, isTrigger = false) => ({ type, name, isTrigger }) as BlockType;
const catalogue = buildCatalogue([
  named("trigger.api", "API call", true),
  named("http", "HTTP request"),
  named("condition", "Condition"),
  named("response", "Response"),
  named("transform", "Transform"),
  named("wait", "Wait"),
]);

describe("generatedSentence", () => {
  it("names the start and the steps by their names in the catalogue", () => {
    expect(generatedSentence(["trigger.api", "http", "condition", "http", "response"], catalogue)).toBe(
      "When called through the API: HTTP request, Condition and Response",
    );
  });

  it("counts what does not fit", () => {
    expect(generatedSentence(["trigger.api", "http", "condition", "response", "transform", "wait"], catalogue)).toBe(
      "When called through the API: HTTP request, Condition, Response and 2 more",
    );
  });

  it("reads on when there is little to say", () => {
    expect(generatedSentence([], catalogue)).toBe("Empty so far: open it and drag in the first block");
    expect(generatedSentence(["trigger.api"], catalogue)).toBe("When called through the API, nothing follows yet");
    expect(generatedSentence(["wait"], catalogue)).toBe("Without a trigger: Wait");
  });

  it("makes do without the catalogue", () => {
    expect(generatedSentence(["trigger.schedule", "slack"], undefined)).toBe("On a schedule: slack");
  });
});
