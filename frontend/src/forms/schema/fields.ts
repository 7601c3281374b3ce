import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import { prettyName } from "../references/prettyName";
import { mainType, resolveSchema, type ResolvedSchema } from "./resolveSchema";

export type WidgetName =
  | "text"
  | "textarea"
  | "template"
  | "expression"
  | "json"
  | "keyvalue"
  | "select"
  | "number"
  | "switch"
  | "code"
  | "rules"
  | "cases"
  | "mapping"
  | "duration"
  | "list"
  | "options"
  | "choices"
  | "schedule";

export interface Option {
  value: Json;
  label: string;
}

export interface FormField {
  name: string;
  label: string;
  help: string;
  placeholder: string;
  widget: WidgetName;
  required: boolean;
  nullable: boolean;
  default: Json | undefined;
  options: Option[];
  /** The list behind `GET /options/…` that offers values; `{field}` in it is another field's value. */
  optionsFrom: string;
  /** The fields that such a list is asked with. */
  dependsOn: string[];
  advanced: boolean;
  takesTemplates: boolean;
  visibleWhen: Record<string, Json | Json[]>;
  /** The field whose value says which language this one's text is in. */
  languageFrom: string;
  /** Other fields that this one's widget shows and writes, too: they have no row of their own. */
  covers: readonly string[];
  schema: ResolvedSchema;
}

const WIDGETS = new Set<string>([
  "text", "textarea", "template", "expression", "json", "keyvalue", "select", "number",
  "switch", "code", "rules", "cases", "mapping", "duration", "list", "options", "choices", "schedule",
]);

const NONE: readonly string[] = [];

/** The fields of a config schema in the order the form shows them; `operation` is the inspector's own. */
export function fieldsOf(schema: JsonSchema, hidden: readonly string[] = ["operation"]): FormField[] {
  const resolved = resolveSchema(schema, schema);
  const required = new Set(resolved.required ?? []);
  return Object.entries(resolved.properties ?? {})
    .map(([name, property], index) => ({ name, index, schema: resolveSchema(property, schema) }))
    .filter((entry) => !hidden.includes(entry.name) && entry.schema["x-ui"]?.["hidden"] !== true)
    .sort((a, b) => (a.schema["x-ui"]?.order ?? 1000 + a.index) - (b.schema["x-ui"]?.order ?? 1000 + b.index))
    .map((entry) => fieldOf(entry.name, entry.schema, required.has(entry.name)));
}

export function fieldOf(name: string, schema: ResolvedSchema, required = false): FormField {
  const ui = schema["x-ui"] ?? {};
  return {
    name,
    label: labelOf(name, schema.title),
    help: ui.help ?? schema.description ?? "",
    placeholder: ui.placeholder ?? "",
    widget: widgetFor(schema),
    required,
    nullable: schema.nullable,
    default: schema.default,
    options: optionsOf(schema),
    optionsFrom: typeof ui["optionsFrom"] === "string" ? ui["optionsFrom"] : "",
    dependsOn: Array.isArray(ui["dependsOn"]) ? ui["dependsOn"].map(String) : [],
    advanced: ui.advanced ?? false,
    takesTemplates: ui["template"] !== false,
    visibleWhen: ui.visibleWhen ?? {},
    languageFrom: typeof ui["languageFrom"] === "string" ? ui["languageFrom"] : "",
    covers: ui.covers ?? NONE,
    schema,
  };
}

/** The field where another value counts as long as it has none of its own: that one is shown in its place. */
export function inheriting(field: FormField, value: Json | undefined): FormField {
  if (value === undefined) return field;
  const label = field.options.find((option) => option.value === value)?.label;
  const shown = label ?? (typeof value === "object" ? JSON.stringify(value, null, 2) : String(value));
  return { ...field, required: false, default: undefined, placeholder: shown, help: field.help === "" ? "From the agent" : field.help };
}

/** pydantic titles are the name in Title Case; ours are sentences, so such a title is worth no more than the name. */
function labelOf(name: string, title: string | undefined): string {
  if (!title) return prettyName(name);
  const squeezed = title.replace(/[\s_]/g, "").toLowerCase();
  const isDerived = squeezed === name.replace(/[_-]/g, "").toLowerCase() && /^(?:[A-Z][a-z0-9]*\s?)+$/.test(title);
  return isDerived ? prettyName(name) : title;
}

export function widgetFor(schema: ResolvedSchema): WidgetName {
  const named = schema["x-ui"]?.widget;
  if (named && WIDGETS.has(named)) return named as WidgetName;
  if (schema.enum) return "select";
  switch (mainType(schema)) {
    case "boolean":
      return "switch";
    case "number":
    case "integer":
      return "number";
    case "string":
      return schema.format === "textarea" ? "textarea" : "text";
    case "object":
      return schema.additionalProperties && !schema.properties ? "keyvalue" : "json";
    case "array":
      return mainType(schema.items ?? {}) === "string" ? "list" : "json";
    default:
      return schema.anyOf || schema.const !== undefined || !schema.type ? "json" : "text";
  }
}

function optionsOf(schema: ResolvedSchema): Option[] {
  const labels = schema["x-ui"]?.["labels"] as Record<string, string> | undefined;
  const given = schema["x-ui"]?.["options"];
  if (Array.isArray(given)) {
    return given.map((option: unknown) =>
      typeof option === "object" && option !== null && "value" in option
        ? { value: option.value as Json, label: String("label" in option ? option.label : option.value) }
        : { value: option as Json, label: optionLabel(option as Json) },
    );
  }
  return (schema.enum ?? []).map((value) => ({ value, label: labels?.[String(value)] ?? optionLabel(value) }));
}

/** `GET` stays `GET`, `queue` becomes `Queue`, `fan-out` becomes `Fan out`. */
function optionLabel(value: Json): string {
  const text = String(value);
  return /^[A-Z0-9]+$/.test(text) ? text : prettyName(text);
}

/** A field with conditions shows when every named field has one of the wanted values; an unset one counts with its default. */
export function isVisible(field: FormField, config: Record<string, Json>, fields: readonly FormField[]): boolean {
  return Object.entries(field.visibleWhen).every(([name, wanted]) => {
    const other = fields.find((candidate) => candidate.name === name);
    if (other && !isVisible(other, config, fields)) return false;
    const value = config[name] ?? other?.default ?? null;
    return (Array.isArray(wanted) ? wanted : [wanted]).some((one) => one === value);
  });
}

/** What the config of a fresh block holds: every default the schema states. */
export function defaultsOf(schema: JsonSchema): Record<string, Json> {
  const entries = fieldsOf(schema, []).flatMap((field) =>
    field.default === undefined || field.default === null ? [] : [[field.name, field.default] as const],
  );
  return Object.fromEntries(entries);
}
