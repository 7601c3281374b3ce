import type { JsonSchema } from "@/graph/catalogue";
import type { Definition, Json } from "@/graph/definition";

/** What belongs to the workflow as a whole. */
export const settingsSchema: JsonSchema = {
  type: "object",
  properties: {
    description: { type: "string", title: "Description", default: "", "x-ui": { widget: "textarea", template: false, placeholder: "What it is for, in a sentence" } },
    variables: {
      type: "object",
      title: "Variables",
      additionalProperties: true,
      "x-ui": { widget: "keyvalue", template: false, help: "Blocks read one as {{variables.name}}. 5 is a number, \"5\" is text." },
    },
    inputSchema: {
      title: "Input",
      "x-ui": {
        widget: "json",
        template: false,
        placeholder: '{ "type": "object", "properties": { } }',
        help: "A JSON Schema of what a run takes in. The Run dialog draws its form from it.",
      },
    },
    timeoutMs: {
      anyOf: [{ type: "integer" }, { type: "null" }],
      title: "Stop a run after",
      default: 300_000,
      "x-ui": { widget: "duration", help: "time spent running; waits do not count" },
    },
  },
};

export function settingsValue(doc: Definition): Record<string, Json> {
  const { description, variables, inputSchema, settings } = doc;
  const timeoutMs = settings["timeoutMs"];
  return { description, variables, ...(inputSchema === null ? {} : { inputSchema }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

export function settingsPatch(doc: Definition, field: string, value: Json | undefined): Partial<Omit<Definition, "blocks" | "edges">> {
  switch (field) {
    case "timeoutMs": {
      const { timeoutMs: _before, ...others } = doc.settings;
      return { settings: value === undefined ? others : { ...others, timeoutMs: value } };
    }
    case "variables":
      return { variables: (value ?? {}) as Record<string, Json> };
    case "description":
      return { description: typeof value === "string" ? value : "" };
    default:
      return { inputSchema: value ?? null };
  }
}
