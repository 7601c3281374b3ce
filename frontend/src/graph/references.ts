/** Finding and rewriting `steps.<id>` in templates and expressions. */
import type { BlockDef, Json } from "./definition";

/** Fields that hold an expression without braces, or source code, are rewritten whole; anything else only between braces. */
export const BARE_FIELDS = new Set(["expression", "when", "until", "collection", "source", "filter"]);

/** The block with every reference to `from` made one to `to`; the same object when it has none. */
export function rewriteBlock(block: BlockDef, from: string, to: string): BlockDef {
  const config = rewriteJson(block.config, from, to, false) as BlockDef["config"];
  const fallbackOutput = block.fallbackOutput === undefined ? undefined : rewriteJson(block.fallbackOutput, from, to, false);
  if (config === block.config && fallbackOutput === block.fallbackOutput) return block;
  return fallbackOutput === undefined ? { ...block, config } : { ...block, config, fallbackOutput };
}

/** `steps.old` and `steps["old"]` in one template. */
export function rewriteTemplate(template: string, from: string, to: string): string {
  return template.replace(/\{\{[\s\S]*?\}\}/g, (part) => rewriteExpression(part, from, to));
}

/** The same in an expression without braces; text in quotes stays as it is. */
export function rewriteExpression(expression: string, from: string, to: string): string {
  const name = from.replace(/[-]/g, "\\-");
  const dotted = new RegExp(`(?<![\\w.$])steps\\.${name}(?![\\w]|-[A-Za-z0-9])`, "g");
  const bracketed = new RegExp(`(?<![\\w.$])steps\\[\\s*(["'])${name}\\1\\s*\\]`, "g");
  const swapped = expression.replace(bracketed, (_match, quote: string) => `steps[${quote}${to}${quote}]`);
  return swapped
    .split(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(dotted, `steps.${to}`)))
    .join("");
}

/** Ids of the blocks a value refers to. */
export function referencesIn(value: Json | undefined): Set<string> {
  const found = new Set<string>();
  walk(value, (text) => {
    for (const match of text.matchAll(/(?<![\w.$])steps(?:\.([A-Za-z](?:\w|-(?=[A-Za-z0-9]))*)|\[\s*["']([^"']+)["']\s*\])/g)) {
      found.add(match[1] ?? match[2] ?? "");
    }
  });
  return found;
}

function rewriteJson(value: Json, from: string, to: string, bare: boolean): Json {
  if (typeof value === "string") {
    const next = bare ? rewriteExpression(value, from, to) : rewriteTemplate(value, from, to);
    return next === value ? value : next;
  }
  if (Array.isArray(value)) {
    const next = value.map((entry) => rewriteJson(entry, from, to, bare));
    return next.some((entry, index) => entry !== value[index]) ? next : value;
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([key, entry]) => [key, rewriteJson(entry, from, to, BARE_FIELDS.has(key))] as const);
    return entries.some(([key, entry]) => entry !== value[key]) ? Object.fromEntries(entries) : value;
  }
  return value;
}

function walk(value: Json | undefined, visit: (text: string) => void): void {
  if (typeof value === "string") visit(value);
  else if (Array.isArray(value)) value.forEach((entry) => walk(entry, visit));
  else if (value !== null && typeof value === "object") Object.values(value).forEach((entry) => walk(entry, visit));
}
