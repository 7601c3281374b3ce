import { expect, it } from "vitest";
import { definitionOf } from "@/graph/definition";
import { fieldsOf } from "@/forms/schema/fields";
import { settingsPatch, settingsSchema, settingsValue } from "./settingsForm";

const doc = definitionOf({ settings: { timeoutMs: 1000, concurrencyLimit: 2 }, outputSchema: { type: "object" } });

it("shows what the definition says and leaves out what it does not", () => {
  expect(settingsValue(doc)).toEqual({ description: "", variables: {}, outputSchema: { type: "object" }, timeoutMs: 1000, concurrencyLimit: 2 });
});

it("changes one setting and keeps the others", () => {
  expect(settingsPatch(doc, "onLimit", "skip")).toEqual({ settings: { timeoutMs: 1000, concurrencyLimit: 2, onLimit: "skip" } });
  expect(settingsPatch(doc, "concurrencyLimit", undefined)).toEqual({ settings: { timeoutMs: 1000 } });
  expect(settingsPatch(doc, "outputSchema", undefined)).toEqual({ outputSchema: null });
});

it("has a widget that fits each field", () => {
  const widgets = Object.fromEntries(fieldsOf(settingsSchema).map((field) => [field.name, field.widget]));
  expect(widgets).toMatchObject({ timeoutMs: "duration", concurrencyLimit: "number", concurrencyKey: "text", onLimit: "select", strictReferences: "switch", errorWorkflowId: "options" });
});
