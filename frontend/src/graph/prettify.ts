/** References and expressions in words: what a card says instead of `{{input.amount_paid}}`. */

export interface TextPart {
  text: string;
  strong: boolean;
}

const WORDS: Record<string, string> = {
  ">": "over",
  ">=": "at least",
  "<": "under",
  "<=": "at most",
  "==": "is",
  "===": "is",
  "!=": "is not",
  "!==": "is not",
  "&&": "and",
  "||": "or",
  "??": "or else",
  "!": "not",
};

const PATH = /[A-Za-z_$][\w$]*(?:-(?=[A-Za-z0-9])[\w$]+)*(?:\.(?:[A-Za-z_$][\w$]*(?:-[A-Za-z0-9][\w$]*)*|\d+)|\[\s*(?:"[^"]*"|'[^']*'|\d+)\s*\])*/y;
const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+(?:\.\d+)?|===|!==|==|!=|>=|<=|&&|\|\||\?\?|[\s\S]/y;
const ABBREVIATIONS = /\b(id|url|uri|api|http|vat|iban|sku|uuid|json|csv|pdf)\b/g;
const PLAIN = new Set(["true", "false", "null", "in"]);

/** "input.customer.amount_paid" -> "Amount paid"; a list position says which one. */
export function referenceName(path: string): string {
  const parts = path.replace(/\[\s*["']?([^"'\]]*)["']?\s*\]/g, ".$1").split(".").filter((part) => part !== "");
  while (parts.length > 1 && parts.at(-1) === "output") parts.pop();
  let last = parts.pop() ?? path;
  if (/^\d+$/.test(last) && parts.length > 0) last = `${parts.pop() ?? ""} ${Number(last) + 1}`;
  const words = last.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ").trim().toLowerCase();
  const said = words.replace(ABBREVIATIONS, (word) => word.toUpperCase());
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** A text with templates in it: plain text as it stands, each template by its name. */
export function prettyTemplate(template: string): string {
  return template
    .replace(/\{\{([\s\S]*?)\}\}/g, (_match, inside: string) => prettyExpression(inside).map((part) => part.text).join(""))
    .replace(/\s+/g, " ")
    .trim();
}

/** `input.amount > 5000 && ok` -> **Amount** over **5,000** and **Ok**. Works with and without braces. */
export function prettyExpression(expression: string): TextPart[] {
  const source = expression.replace(/\{\{|\}\}/g, " ").trim();
  const parts: TextPart[] = [];
  let at = 0;
  while (at < source.length) {
    PATH.lastIndex = at;
    const path = PATH.exec(source)?.[0];
    if (path !== undefined) {
      at += path.length;
      const called = source[at] === "(";
      parts.push(called || PLAIN.has(path) ? { text: path, strong: !called } : { text: referenceName(path), strong: true });
      continue;
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.[0] ?? source[at] ?? "";
    at += token.length;
    parts.push(wordFor(token));
  }
  return parts;
}

/** Thousands apart, as on an invoice; a number inside a longer text is left alone. */
export function prettyNumber(value: number): string {
  return Math.abs(value) >= 10_000 || !Number.isInteger(value) || Math.abs(value) >= 1000 ? value.toLocaleString("en-US", { maximumFractionDigits: 6 }) : String(value);
}

function wordFor(token: string): TextPart {
  if (/^\s+$/.test(token)) return { text: " ", strong: false };
  if (/^["']/.test(token)) return { text: token.slice(1, -1), strong: true };
  if (/^\d/.test(token)) return { text: prettyNumber(Number(token)), strong: true };
  return { text: WORDS[token] ?? token, strong: false };
}
