import type { BlockType } from "@/graph/catalogue";
import { prettyExpression } from "@/graph/prettify";
import type { DataScope, DataSource } from "../data/scope";
import { valueAt } from "../data/values";
import { pathsIn, plainPath } from "./paths";
import { prettyName } from "./prettyName";

/** How a `{{…}}` part looks in a field: its words, whose tile it carries, and why it cannot work, if it cannot. */
export interface ReferenceView {
  label: string;
  /** Shown after a hairline: what is done with the value. */
  note: string;
  type: BlockType | undefined;
  /** False for `now`, variables and the like, which belong to no block. */
  fromBlock: boolean;
  problem: string | null;
}

const SYSTEM: Record<string, string> = { now: "Now", runId: "Run ID", idempotencyKey: "Idempotency key" };
const OPEN_ROOTS = new Set(["workflow", "trigger", "item", "index", "secrets", "user", "settings"]);

export function describeReference(body: string, scope: DataScope): ReferenceView {
  if (body === "") return { label: "Empty", note: "", type: undefined, fromBlock: false, problem: "Choose a value, or delete this." };
  if (/^(["']).*\1$/.test(body)) return { label: body.slice(1, -1), note: "as text", type: undefined, fromBlock: false, problem: null };
  const plain = plainPath(body);
  if (plain) return { ...describePath(plain, scope), note: "" };

  const paths = pathsIn(body);
  const views = paths.map((path) => describePath(path.segments, scope));
  const first = views[0];
  const problem = views.find((view) => view.problem)?.problem ?? null;
  const call = /^([A-Za-z_]\w*)\s*\((.*)\)$/s.exec(body);
  if (first && call && paths.length === 1) {
    return { ...first, note: callNote(call[1] ?? ""), problem };
  }
  const label = prettyExpression(body).map((part) => part.text).join("");
  return { label, note: "", type: first?.type, fromBlock: first?.fromBlock ?? false, problem };
}

type PathView = Omit<ReferenceView, "note">;

function describePath(segments: string[], scope: DataScope): PathView {
  const [root = "", second = ""] = segments;
  if (root === "input") return describeInput(segments.slice(1), scope);
  if (root === "steps") return describeStep(second, segments.slice(2), scope);
  if (root === "variables") {
    const known = second === "" || Object.hasOwn(scope.variables, second);
    const problem = known ? null : `There is no variable “${second}”. Add it in the workflow's settings.`;
    return { label: prettyName(segments.at(-1) ?? "variables"), type: undefined, fromBlock: false, problem };
  }
  if (root in SYSTEM) return { label: SYSTEM[root] ?? root, type: undefined, fromBlock: false, problem: null };
  const item = scope.sources.find((source) => source.root.length === 1 && source.root[0] === root);
  if (item) return { label: lastName(segments.slice(1), prettyName(root)), type: item.type, fromBlock: true, problem: null };
  if (OPEN_ROOTS.has(root)) {
    return { label: prettyName(segments.at(-1) ?? root), type: undefined, fromBlock: false, problem: null };
  }
  const problem = `Nothing is called “${root}”. Data starts with input, steps or variables.`;
  return { label: segments.join("."), type: undefined, fromBlock: false, problem };
}

function describeInput(inside: string[], scope: DataScope): PathView {
  const source = scope.sources.find((candidate) => candidate.root[0] === "input");
  return {
    label: lastName(inside, "Everything that came in"),
    type: source?.type,
    fromBlock: source !== undefined,
    problem: source ? missingField(source, inside) : null,
  };
}

function describeStep(id: string, after: string[], scope: DataScope): PathView {
  const inside = after[0] === "output" ? after.slice(1) : after;
  const source = scope.sources.find((candidate) => candidate.blockId === id && candidate.root[0] === "steps");
  if (source) {
    const isError = after[0] === "error";
    const fallback = isError ? `Error of ${source.name}` : `Output of ${source.name}`;
    return {
      label: lastName(isError ? after.slice(1) : inside, fallback),
      type: source.type,
      fromBlock: true,
      problem: isError ? null : missingField(source, inside),
    };
  }
  return { label: lastName(inside, id), type: undefined, fromBlock: false, problem: stepProblem(id, scope) };
}

function stepProblem(id: string, scope: DataScope): string {
  if (id === "") return "Name the block whose output is meant.";
  if (id === scope.blockId) return "A block cannot read its own output.";
  const name = scope.blockNames.get(id);
  return name ? `“${name}” does not run before this block.` : `There is no block “${id}” in this workflow.`;
}

/** A field is called missing only where the block's declaration is closed and the last run had none either. */
function missingField(source: DataSource, inside: readonly string[]): string | null {
  const [first] = inside;
  if (first === undefined || valueAt(source.sample, inside) !== undefined) return null;
  const schema = source.schema;
  if (schema?.properties && schema.additionalProperties === false && !Object.hasOwn(schema.properties, first)) {
    return `“${source.name}” has no field “${first}”.`;
  }
  return null;
}

function lastName(inside: readonly string[], fallback: string): string {
  const named = inside.filter((segment) => !/^\d+$/.test(segment));
  const last = inside.at(-1);
  const name = named.at(-1);
  if (last === undefined) return fallback;
  if (name === undefined) return `Item ${String(Number(last) + 1)}`;
  return last === name ? prettyName(name) : `${prettyName(name)} ${String(Number(last) + 1)}`;
}

function callNote(name: string): string {
  const notes: Record<string, string> = {
    upper: "in capitals", lower: "in small letters", trim: "trimmed", round: "rounded", len: "counted", number: "as number",
    string: "as text", json: "as JSON", date: "as date", formatDate: "as date", first: "first", last: "last", money: "as money",
  };
  return notes[name] ?? prettyName(name).toLowerCase();
}
