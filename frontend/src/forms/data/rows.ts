import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import { isRest } from "@/ui/json/cut";
import { prettyName } from "../references/prettyName";
import { writePath } from "../references/paths";
import { mainType, resolveSchema } from "../schema/resolveSchema";
import type { DataSource } from "./scope";
import { sampleText, valueAt } from "./values";

export type ValueType = "text" | "number" | "list" | "object" | "boolean" | "null";

/** One row of the data menu. */
export interface DataRow {
  path: string[];
  name: string;
  type: ValueType;
  sample: string;
  opens: boolean;
}

/** More rows than this are found by searching. */
const LONGEST_LIST = 60;
const SEARCH_DEPTH = 4;

/** What lies directly under a path of a source: the fields of its sample, else those its schema promises. */
export function rowsUnder(source: DataSource, inside: readonly string[] = []): DataRow[] {
  const value = valueAt(source.sample, inside);
  const schema = schemaAt(source.schema, inside);
  const promised = schema?.properties ?? {};
  if (value === undefined || value === null) {
    return Object.entries(promised).map(([key, property]) => row(source, [...inside, key], undefined, typeOfSchema(property, source.schema)));
  }
  if (Array.isArray(value)) {
    return value.slice(0, LONGEST_LIST).flatMap((item, index) => (isRest(value, String(index)) ? [] : [row(source, [...inside, String(index)], item)]));
  }
  if (typeof value !== "object") return [];
  const keys = Object.keys(value).filter((key) => !isRest(value, key));
  const missing = Object.keys(promised).filter((key) => !keys.includes(key));
  return [
    ...keys.slice(0, LONGEST_LIST).map((key) => row(source, [...inside, key], value[key])),
    ...missing.map((key) => row(source, [...inside, key], undefined, typeOfSchema(promised[key] ?? {}, source.schema))),
  ];
}

/** The source as a whole, for values that are not objects and for "take everything". */
export function wholeRow(source: DataSource): DataRow {
  return {
    path: source.root,
    name: source.root[0] === "input" ? "Everything" : source.root.length === 1 ? prettyName(source.root[0] ?? "") : "Whole output",
    type: source.sample === undefined ? "object" : typeOfValue(source.sample),
    sample: sampleText(source.sample),
    opens: false,
  };
}

/** Rows at any depth whose name or path holds every word of the query. */
export function searchRows(source: DataSource, query: string, limit = 40): DataRow[] {
  const words = query.toLowerCase().split(/[\s.]+/).filter(Boolean);
  const found: DataRow[] = [];
  const visit = (inside: string[], depth: number) => {
    for (const candidate of rowsUnder(source, inside)) {
      if (found.length >= limit) return;
      const text = `${candidate.name} ${writePath(candidate.path)} ${source.name}`.toLowerCase();
      if (words.every((word) => text.includes(word))) found.push(candidate);
      if (candidate.opens && depth < SEARCH_DEPTH) visit(candidate.path.slice(source.root.length), depth + 1);
    }
  };
  visit([], 1);
  return found;
}

function row(source: DataSource, inside: string[], value: Json | undefined, type?: ValueType): DataRow {
  const key = inside.at(-1) ?? "";
  const kind = type ?? typeOfValue(value ?? null);
  return {
    path: [...source.root, ...inside],
    name: /^\d+$/.test(key) ? `Item ${String(Number(key) + 1)}` : prettyName(key),
    type: kind,
    sample: sampleText(value),
    opens: value === undefined ? kind === "object" : hasChildren(value),
  };
}

function hasChildren(value: Json): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

export function typeOfValue(value: Json): ValueType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "object":
      return "object";
    default:
      return "text";
  }
}

function typeOfSchema(schema: JsonSchema, root: JsonSchema | null): ValueType {
  switch (mainType(resolveSchema(schema, root ?? schema))) {
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return "list";
    case "object":
      return "object";
    default:
      return "text";
  }
}

function schemaAt(schema: JsonSchema | null, inside: readonly string[]): JsonSchema | null {
  let here = schema ? resolveSchema(schema, schema) : null;
  for (const key of inside) {
    const next = here && (/^\d+$/.test(key) ? here.items : here.properties?.[key]);
    here = schema && next ? resolveSchema(next, schema) : null;
  }
  return here;
}
