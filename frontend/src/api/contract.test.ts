/** Types written by hand against those of the OpenAPI document: what the server answers fits what the studio reads. */
import { describe, it } from "vitest";
import type { BlockType } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import type { components } from "./schema";
import type * as read from "./types";

type Answers = components["schemas"];

/** Any JSON is `unknown` in the generated types and `Json` in ours. */
type Known<T> = unknown extends T
  ? Json
  : T extends (infer Item)[]
    ? Known<Item>[]
    : T extends object
      ? { [Key in keyof T]: Known<T[Key]> }
      : T;

/** The type checker is the test; nothing happens when it runs. */
function answer<Name extends keyof Answers>(): Known<Answers[Name]> {
  return undefined as unknown as Known<Answers[Name]>;
}

function fits<Type>(value: Type): Type {
  return value;
}

describe("what the server answers fits what the studio reads", () => {
  it("workflows", () => {
    fits<read.WorkflowItem>(answer<"WorkflowItem">());
    fits<read.ApiProblem>(answer<"ProblemShape">());
    fits<read.VersionDiff>(answer<"DiffShape">());
  });
  it("runs", () => {
    fits<read.RunItem>(answer<"RunItem">());
    fits<read.Run>(answer<"RunDetail">());
    fits<read.RunStats>(answer<"RunStats">());
    fits<read.RunCounts>(answer<"RunCounts">());
    fits<read.Approval>(answer<"ApprovalItem">());
    fits<read.ResumePreview>(answer<"ResumePreview">());
    fits<read.FirstSteps>(answer<"FirstStepsShape">());
    fits<read.BulkOutcome>(answer<"BulkOutcome">());
  });
  it("the catalogue", () => {
    // Schemas are any JSON in the document: they describe themselves.
    fits<Omit<BlockType, "configSchema" | "outputSchema" | "operations">>(answer<"BlockTypeShape">());
  });
  it("keys and members", () => {
    fits<read.ApiKey>(answer<"ApiKeyShape">());
    fits<read.Member>(answer<"MemberShape">());
  });
});
