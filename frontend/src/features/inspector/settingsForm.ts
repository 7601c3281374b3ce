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
    outputSchema: {
      title: "Output",
      "x-ui": {
        widget: "json",
        template: false,
        placeholder: '{ "type": "object", "properties": { } }',
        help: "A JSON Schema of what a run gives. A run whose output does not fit it fails.",
      },
    },
    timeoutMs: {
      anyOf: [{ type: "integer" }, { type: "null" }],
      title: "Stop a run after",
      default: 300_000,
      "x-ui": { widget: "duration", help: "time spent running; waits do not count" },
    },
    concurrencyLimit: {
      anyOf: [{ type: "integer" }, { type: "null" }],
      title: "Runs at the same time",
      default: null,
      "x-ui": { template: false, placeholder: "as many as come", help: "Empty: no limit." },
    },
    concurrencyKey: {
      anyOf: [{ type: "string" }, { type: "null" }],
      title: "Counted for each",
      default: null,
      "x-ui": { template: false, placeholder: "{{input.customerId}}", help: "The limit counts apart for each value of this. Empty: one count for the workflow." },
    },
    onLimit: {
      enum: ["queue", "skip", "reject"],
      title: "Beyond the limit",
      default: "queue",
      "x-ui": { labels: { queue: "Wait in line", skip: "Skip the run and say so", reject: "Refuse the caller" } },
    },
    releaseWhileSuspended: {
      type: "boolean",
      title: "A run that waits counts no more",
      default: false,
      "x-ui": { template: false, help: "While it waits for an approval or a time, another run may take its place." },
    },
    errorWorkflowId: {
      anyOf: [{ type: "string" }, { type: "null" }],
      title: "When a run fails, run",
      default: null,
      "x-ui": { widget: "options", optionsFrom: "workflows", template: false, help: "It gets what happened as its input. Empty: none." },
    },
    strictReferences: {
      type: "boolean",
      title: "Fail where a value is missing",
      default: false,
      "x-ui": { template: false, help: "Otherwise a missing value is empty and the step warns." },
    },
    savePayloads: {
      enum: ["all", "none"],
      title: "Keep inputs and outputs",
      default: "all",
      "x-ui": { labels: { all: "Yes", none: "No, only what happened" } },
    },
    retentionDays: {
      anyOf: [{ type: "integer" }, { type: "null" }],
      title: "Delete ended runs after, days",
      default: null,
      "x-ui": { template: false, placeholder: "as the installation does" },
    },
  },
};

/** The fields that lie in the definition's `settings`. */
const SETTINGS = [
  "timeoutMs", "concurrencyLimit", "concurrencyKey", "onLimit", "releaseWhileSuspended", "errorWorkflowId", "strictReferences", "savePayloads", "retentionDays",
] as const;

export function settingsValue(doc: Definition): Record<string, Json> {
  const { description, variables, inputSchema, outputSchema, settings } = doc;
  const kept = SETTINGS.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]] as const]));
  return { description, variables, ...(inputSchema === null ? {} : { inputSchema }), ...(outputSchema === null ? {} : { outputSchema }), ...Object.fromEntries(kept) };
}

export function settingsPatch(doc: Definition, field: string, value: Json | undefined): Partial<Omit<Definition, "blocks" | "edges">> {
  switch (field) {
    case "variables":
      return { variables: (value ?? {}) as Record<string, Json> };
    case "description":
      return { description: typeof value === "string" ? value : "" };
    case "inputSchema":
    case "outputSchema":
      return { [field]: value ?? null };
    default: {
      const { [field]: _before, ...others } = doc.settings;
      return { settings: value === undefined ? others : { ...others, [field]: value } };
    }
  }
}
