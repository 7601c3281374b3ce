/** A card is a sentence: the catalogue's pattern with the block's own values in it. */
import { configSchemaOf, operationOf, typeOf, type Catalogue, type JsonSchema } from "./catalogue";
import type { BlockDef, Json } from "./definition";
import { planWords, readPlan, zoneWords } from "./schedule";
import { prettyExpression, prettyNumber, prettyTemplate, type TextPart } from "./prettify";

export type { TextPart } from "./prettify";

const OPERATORS: Record<string, string> = {
  eq: "is", ne: "is not", gt: "over", gte: "at least", lt: "under", lte: "at most",
  contains: "contains", notContains: "does not contain", startsWith: "starts with", notStartsWith: "does not start with",
  endsWith: "ends with", notEndsWith: "does not end with", exists: "is there", notExists: "is not there",
  isEmpty: "is empty", isNotEmpty: "is not empty", matches: "matches", notMatches: "does not match", in: "is one of", notIn: "is none of",
};

const cache = new WeakMap<BlockDef, { catalogue: Catalogue; parts: TextPart[] }>();

/** The sentence of a block in parts, its values strong. Kept per block, as blocks are never changed in place. */
export function sentenceOf(catalogue: Catalogue, block: BlockDef): TextPart[] {
  const kept = cache.get(block);
  if (kept?.catalogue === catalogue) return kept.parts;
  const parts = render(catalogue, block);
  cache.set(block, { catalogue, parts });
  return parts;
}

export function sentenceText(parts: readonly TextPart[]): string {
  return parts.map((part) => part.text).join("");
}

function render(catalogue: Catalogue, block: BlockDef): TextPart[] {
  const type = typeOf(catalogue, block);
  if (!type) return [{ text: `This build does not know "${block.type}"`, strong: false }];
  const operation = operationOf(type, block);
  const pattern = operation?.sentence || type.sentence || operation?.name || type.description;
  const schema = configSchemaOf(type, block);
  const filled = fill(pattern, (field) => valueParts(field, block, schema, operation?.name), (field) => isChosen(field, block, schema));
  const isEmpty = filled.parts.length === 0 || (filled.anyField && !filled.chosen);
  // What was chosen is said before anything is filled in; only who chose nothing is told to choose.
  const empty = operation && "operation" in block.config ? operation.name : type.emptySentence;
  return tidy(isEmpty && empty ? [{ text: empty, strong: false }] : filled.parts).map(shortened);
}

/** More than any card or line shows. Browsers lay out what is cut off, too: with megabytes in a field that takes seconds. */
const LONGEST_PART = 400;

function shortened(part: TextPart): TextPart {
  return part.text.length > LONGEST_PART ? { ...part, text: `${part.text.slice(0, LONGEST_PART)}…` } : part;
}

interface Filled {
  parts: TextPart[];
  anyField: boolean;
  someEmpty: boolean;
  /** A field that is shown was chosen by somebody; defaults alone make no sentence. */
  chosen: boolean;
}

/** `{field}` by its value; a part in `[…]` goes when one of its fields is empty. */
function fill(pattern: string, value: (field: string) => TextPart[], isChosenField: (field: string) => boolean): Filled {
  const result: Filled = { parts: [], anyField: false, someEmpty: false, chosen: false };
  for (const piece of pattern.match(/\[[^\]]*\]|\{[^}]*\}|[^[{]+|[[{]/g) ?? []) {
    if (piece.startsWith("[") && piece.endsWith("]")) {
      const inner = fill(piece.slice(1, -1), value, isChosenField);
      result.anyField ||= inner.anyField;
      if (inner.someEmpty) continue;
      result.chosen ||= inner.chosen;
      result.parts.push(...inner.parts);
    } else if (piece.startsWith("{") && piece.endsWith("}")) {
      const field = piece.slice(1, -1);
      const parts = value(field);
      result.anyField = true;
      result.someEmpty ||= parts.length === 0;
      result.chosen ||= parts.length > 0 && isChosenField(field);
      result.parts.push(...parts);
    } else {
      result.parts.push({ text: piece, strong: false });
    }
  }
  return result;
}

function isChosen(field: string, block: BlockDef, schema: JsonSchema): boolean {
  const [name = field] = field.split(".");
  const covers = schema.properties?.[name]?.["x-ui"]?.covers ?? [];
  return [name, ...covers].some((one) => one in block.config);
}

function valueParts(field: string, block: BlockDef, schema: JsonSchema, operationName: string | undefined): TextPart[] {
  if (field === "operation" && operationName) return [{ text: operationName, strong: true }];
  const [first = "", ...rest] = field.split(".");
  const property = schema.properties?.[first];
  let value: Json | undefined = block.config[first] ?? property?.default;
  for (const key of rest) value = value !== null && typeof value === "object" && !Array.isArray(value) ? value[key] : undefined;
  const widget = property?.["x-ui"]?.widget;
  if (widget === "schedule") return scheduleParts(block.config);
  if (typeof value === "string") {
    if (widget === "expression" || widget === "rules") return prettyExpression(value);
    if (field === "operator") return [{ text: OPERATORS[value] ?? value, strong: false }];
    if (field === "unit" && block.config["duration"] === 1) return [{ text: value.replace(/s$/, ""), strong: true }];
    const named = widget === "select" ? nameIn(property, value) : undefined;
    if (named !== undefined) return [{ text: named, strong: true }];
    const text = prettyTemplate(value);
    return text === "" ? [] : [{ text, strong: true }];
  }
  if (isRules(value)) return rulesParts(value);
  const text = plain(value);
  return text === "" ? [] : [{ text, strong: true }];
}

/** What the list of a field calls the chosen value. */
function nameIn(property: JsonSchema | undefined, value: string): string | undefined {
  const labels = property?.["x-ui"]?.["labels"] as Record<string, string> | undefined;
  return labels?.[value];
}

function scheduleParts(config: BlockDef["config"]): TextPart[] {
  const words = planWords(readPlan(config));
  const zone = config["timezone"];
  if (words === "") return [];
  return [{ text: words, strong: true }, ...(typeof zone === "string" && zone !== "" && config["cron"] ? [{ text: `, ${zoneWords(zone)}`, strong: false }] : [])];
}

function plain(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number") return prettyNumber(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return prettyTemplate(value);
  if (Array.isArray(value)) {
    const names = value.map((entry) => (typeof entry === "object" ? labelOf(entry) : plain(entry))).filter((name) => name !== "");
    return listed(names.length > 0 ? names : value.map((_entry, index) => String(index + 1)));
  }
  return listed(Object.keys(value));
}

function labelOf(value: Json): string {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return "";
  const { column, operator } = value;
  if (typeof column === "string") return `${column} ${typeof operator === "string" ? (OPERATORS[operator] ?? operator) : "is"} ${plain(value["value"])}`.trim();
  const name = value["label"] ?? value["name"] ?? value["id"];
  return typeof name === "string" ? name : "";
}

function listed(names: string[]): string {
  if (names.length <= 3) return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

type Rule = { left?: Json; operator?: Json; right?: Json };

function isRules(value: Json | undefined): value is Json[] & Rule[][] {
  return Array.isArray(value) && value.length > 0 && value.every((group) => Array.isArray(group) && group.every((rule) => rule !== null && typeof rule === "object" && !Array.isArray(rule) && "operator" in rule));
}

/** Any of groups, each all of its rules. */
function rulesParts(groups: Rule[][]): TextPart[] {
  return groups.flatMap((rules, group) => [
    ...(group > 0 ? [{ text: " or ", strong: false }] : []),
    ...rules.flatMap((rule, index) => [...(index > 0 ? [{ text: " and ", strong: false }] : []), ...ruleParts(rule)]),
  ]);
}

function ruleParts(rule: Rule): TextPart[] {
  const left = plain(rule.left);
  const right = plain(rule.right);
  const operator = typeof rule.operator === "string" ? (OPERATORS[rule.operator] ?? rule.operator) : "";
  if (left === "") return [];
  return [
    { text: left, strong: true },
    { text: ` ${operator}`, strong: false },
    ...(right === "" ? [] : [{ text: " ", strong: false }, { text: right, strong: true }]),
  ];
}

/** Neighbours of one weight as one part, no double or trailing blanks, the first letter as the pattern has it. */
function tidy(parts: TextPart[]): TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    const text = last?.text.endsWith(" ") ? part.text.replace(/^\s+/, "") : part.text;
    if (text === "") continue;
    if (last && last.strong === part.strong) last.text += text;
    else joined.push({ ...part, text });
  }
  const [first] = joined;
  const last = joined.at(-1);
  if (first) first.text = first.text.trimStart();
  if (last) last.text = last.text.trimEnd();
  return joined;
}
