import type { Json } from "@/graph/definition";
import { rowsUnder } from "../data/rows";
import type { DataScope, DataSource } from "../data/scope";
import { sampleText, valueAt } from "../data/values";

/** One name that code can read next, with its value in the last run where that is known. */
export interface DataName {
  key: string;
  detail: string;
}

/** What code finds under a path at this block: undefined where the path leads out of the data. */
export interface DataUnder {
  names: DataName[];
  /** The value itself, for the methods that a text or a list has. */
  value: Json | undefined;
}

const ERROR: DataName[] = [
  { key: "code", detail: "such as STEP_TIMEOUT" },
  { key: "message", detail: "what went wrong, in words" },
];

/** The names that code starts from, beside those of the language. */
export function rootNames(scope: DataScope): DataName[] {
  const input = scope.sources.find((source) => source.root[0] === "input");
  const items = scope.sources.filter(isItem);
  return [
    { key: "input", detail: input ? input.name : "what the run got" },
    { key: "steps", detail: "what earlier blocks gave" },
    { key: "variables", detail: "of the workflow" },
    ...items.map((source) => ({ key: source.root[0] ?? "", detail: sampleText(source.sample) || source.name })),
    { key: "idempotencyKey", detail: "the same for every attempt" },
  ];
}

export function dataUnder(scope: DataScope, segments: readonly string[]): DataUnder | undefined {
  const [root = "", second, third] = segments;
  const steps = scope.sources.filter((source) => source.root[0] === "steps");
  if (root === "steps" && second === undefined) return { names: steps.map((source) => ({ key: source.root[1] ?? "", detail: source.name })), value: undefined };
  if (root === "steps" && third === undefined) {
    const source = steps.find((one) => one.root[1] === second);
    return source && { names: [{ key: "output", detail: sampleText(source.sample) }, { key: "error", detail: "where it failed and went on" }], value: undefined };
  }
  if (root === "steps" && third === "error") return segments.length === 3 ? { names: ERROR, value: undefined } : undefined;
  if (root === "variables") return under({ root: ["variables"], blockId: null, name: "Variables", type: undefined, sample: scope.variables, schema: null }, segments.slice(1));
  const source = scope.sources.find((one) => one.root.every((step, index) => step === segments[index]));
  return source && under(source, segments.slice(source.root.length));
}

function under(source: DataSource, inside: readonly string[]): DataUnder {
  const value = valueAt(source.sample, inside);
  const names = rowsUnder(source, inside).map((row) => ({ key: row.path.at(-1) ?? "", detail: row.sample || row.type }));
  return { names, value };
}

function isItem(source: DataSource): boolean {
  return source.root.length === 1 && source.root[0] !== "input";
}
