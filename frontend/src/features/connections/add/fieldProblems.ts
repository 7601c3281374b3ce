import type { CredentialField } from "@/api/types";
import { addText as text } from "./text";

export type Values = Record<string, string>;

/** What stands in the form at first: the defaults, and for a connection that exists what is not secret. */
export function startValues(fields: readonly CredentialField[], known: Values = {}): Values {
  return Object.fromEntries(fields.map((field) => [field.name, (field.secret ? undefined : known[field.name]) ?? field.default ?? ""]));
}

/** By field: what is wrong with what was entered, in words. */
export function fieldProblems(fields: readonly CredentialField[], values: Values): Values {
  const found: Values = {};
  for (const field of fields) {
    const value = (values[field.name] ?? "").trim();
    if (value === "") {
      if (field.required) found[field.name] = text.required(field.label);
    } else if (field.pattern && !fitsPattern(field.pattern, value)) {
      found[field.name] = field.patternWords ? text.pattern(field.label, field.patternWords) : text.patternPlain(field.label);
    }
  }
  return found;
}

/** As the server reads them: a pattern says how a value begins, and all of it only where it ends in `$`. One that this browser cannot read is left to the server. */
function fitsPattern(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})`, "u").test(value);
  } catch {
    return true;
  }
}

/** Only what was filled in goes to the server. */
export function filledIn(values: Values): Values {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value.trim() === "" ? [] : [[name, value.trim()]])));
}
