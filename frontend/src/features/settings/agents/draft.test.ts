import { describe, expect, it } from "vitest";
import type { Agent } from "@/api/types";
import { draftOf, problemsIn, requestOf } from "./draft";

const agent: Agent = {
  id: "agent_1", name: "Reader", description: "Reads", type: "extraction", scope: "company", provider: "openai", model: "gpt-demo", systemPrompt: "You read.",
  outputSchema: { type: "object" }, temperature: 0.5, maxTokens: 100, status: "deprecated", usedBy: [], createdAt: null, updatedAt: null,
};

describe("an agent's form", () => {
  it("gives back what it was opened with", () => {
    const draft = draftOf(agent, false);
    expect(problemsIn(draft)).toEqual({});
    expect(requestOf(draft)).toMatchObject({ name: "Reader", outputSchema: { type: "object" }, temperature: 0.5, maxTokens: 100, status: "deprecated" });
  });

  it("begins a copy as an active one of another name", () => {
    expect(draftOf(agent, true)).toMatchObject({ name: "Reader (ours)", status: "active", model: "gpt-demo" });
  });

  it("takes empty fields for nothing", () => {
    expect(requestOf({ ...draftOf(agent, false), outputSchema: " ", temperature: "" })).toMatchObject({ outputSchema: null, temperature: null });
  });

  it("says what is wrong at its field", () => {
    expect(Object.keys(problemsIn(draftOf(undefined, false)))).toEqual(["name", "model", "systemPrompt"]);
    const odd = { ...draftOf(agent, false), outputSchema: "[1]", temperature: "warm", maxTokens: "1.5" };
    expect(Object.keys(problemsIn(odd))).toEqual(["outputSchema", "temperature", "maxTokens"]);
    expect(problemsIn({ ...odd, outputSchema: "{ no" }).outputSchema).toContain("This is no JSON");
  });
});
