/** Where the `{{…}}` parts of a text are. */
export interface TemplatePart {
  from: number;
  to: number;
  /** What stands between the braces, trimmed. */
  body: string;
}

/** Finds closed `{{…}}` parts; braces inside a quoted string do not close one. */
export function findTemplates(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = text.indexOf("{{");
  while (from !== -1) {
    // Of more than two braces the last two count: the ones before are being typed.
    while (text.charAt(from + 2) === "{") from++;
    const end = closingBraces(text, from + 2);
    if (end !== -1) parts.push({ from, to: end + 2, body: text.slice(from + 2, end).trim() });
    from = text.indexOf("{{", end === -1 ? from + 2 : end + 2);
  }
  return parts;
}

function closingBraces(text: string, start: number): number {
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote) {
      if (char === "\\") at++;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === "}" && text.charAt(at + 1) === "}") {
      return at;
    } else if (char === "{" && text.charAt(at + 1) === "{") {
      return -1;
    }
  }
  return -1;
}

/** The text typed after a `{{` that is still open at `position`, or null. */
export function openTemplate(text: string, position: number): { from: number; query: string } | null {
  const from = text.lastIndexOf("{{", position - 2);
  if (from === -1 || from + 2 > position) return null;
  const query = text.slice(from + 2, position);
  if (query.includes("}}") || query.includes("\n")) return null;
  return { from, query };
}

export function isTemplate(value: unknown): value is string {
  return typeof value === "string" && findTemplates(value).length > 0;
}
