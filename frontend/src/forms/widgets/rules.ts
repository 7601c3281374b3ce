import type { Json } from "@/graph/definition";
import { isUnary } from "./operators";

export interface Rule {
  left: Json;
  operator: string;
  right: Json;
}

/** Any of the groups holds when all of its rules hold. */
export type RuleGroups = Rule[][];

export const EMPTY_RULE: Rule = { left: "", operator: "eq", right: "" };

export function rulesOf(value: Json | undefined): RuleGroups {
  if (!Array.isArray(value)) return [];
  return value.map((group) => (Array.isArray(group) ? group : [group]).flatMap(ruleOf));
}

function ruleOf(value: Json): Rule[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  const { left = "", operator, right = "" } = value;
  return [{ left, operator: typeof operator === "string" ? operator : "eq", right }];
}

/** As stored: empty groups dropped, no right side where the operator takes none. */
export function storedRules(groups: RuleGroups): Json | undefined {
  const filled = groups.filter((group) => group.length > 0);
  if (filled.length === 0) return undefined;
  return filled.map((group) =>
    group.map((rule): Json => (isUnary(rule.operator) ? { left: rule.left, operator: rule.operator } : { ...rule })),
  );
}

/** `5000` is the number, `"5000"` in quotes the text; a list is written with commas or as JSON. */
export function operandOf(written: string, operator: string): Json {
  const trimmed = written.trim();
  if (operator === "in" || operator === "notIn") {
    if (trimmed.startsWith("[")) return parsed(trimmed) ?? written;
    return trimmed.includes("{{") ? written : trimmed.split(",").map((item) => scalarOf(item.trim()));
  }
  return scalarOf(written);
}

function scalarOf(written: string): Json {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(written) && Number.isSafeInteger(Math.trunc(Number(written)))) return Number(written);
  if (written === "true" || written === "false") return written === "true";
  if (/^".*"$/.test(written)) return parsed(written) ?? written;
  return written;
}

function parsed(written: string): Json | undefined {
  try {
    return JSON.parse(written) as Json;
  } catch {
    return undefined;
  }
}

/** The operand as the field shows it, such that reading it again gives the same value. */
export function operandText(value: Json): string {
  if (Array.isArray(value)) return value.map(operandText).join(", ");
  if (typeof value === "string") return typeof scalarOf(value) === "string" ? value : JSON.stringify(value);
  return value === null ? "" : JSON.stringify(value);
}
