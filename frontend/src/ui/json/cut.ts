const REST = /^(?:… )?([\d,]+) more$/;
const NAME_OF_REST = "…";

/** Of a large list or object the server sends the beginning, which ends with how much is left out: "… 99,990 more". How many entries there really are. */
export function countOf(value: object): number {
  const kept = Array.isArray(value) ? value.length : Object.keys(value).length;
  const rest = restOf(value);
  return rest === null ? kept : kept - 1 + rest;
}

/** True of the entry that only says how much is left out. */
export function isRest(of: object, key: string): boolean {
  return restOf(of) !== null && (Array.isArray(of) ? Number(key) === of.length - 1 : key === NAME_OF_REST);
}

function restOf(value: object): number | null {
  const last: unknown = Array.isArray(value) ? value.at(-1) : (value as Record<string, unknown>)[NAME_OF_REST];
  const found = typeof last === "string" ? REST.exec(last) : null;
  if (!found?.[1] || (Array.isArray(value) && !(last as string).startsWith("…"))) return null;
  return Number(found[1].replaceAll(",", ""));
}
