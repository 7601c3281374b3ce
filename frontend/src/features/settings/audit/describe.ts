import type { AuditEvent } from "@/api/types";

/** What the act was done to, by its name where the entry has one: an id says nothing to a person. */
export function targetOf({ target, actor, data }: AuditEvent): string {
  const { name } = data;
  if (typeof name === "string" && name) return name;
  return target === actor ? "" : target;
}

/** What else the entry says: "role editor, rows 12". Ids and the name, which stands beside it, are left out. */
export function detailsOf({ data }: AuditEvent): string {
  // Stored objects come back in the database's own order: what was comes before what is.
  const { from, before, after, ...rest } = data;
  const said = Object.entries(from === undefined ? rest : { from, ...rest })
    .filter(([name, value]) => name !== "name" && value !== null && value !== "" && !(typeof value === "string" && /^(?:[a-z]+_)?[0-9a-f-]{36}$/.test(value)))
    .map(([name, value]) => `${words(name)} ${valueText(value)}`);
  return [...said, ...changed(before, after)].join(", ");
}

/** Of two states of one thing only what differs: "timezone UTC → Europe/Paris". */
function changed(before: unknown, after: unknown): string[] {
  if (!isRecord(before) || !isRecord(after)) return [];
  return Object.keys(after)
    .filter((name) => before[name] !== after[name])
    .map((name) => `${words(name)} ${valueText(before[name])} → ${valueText(after[name])}`);
}

const words = (name: string) => name.replace(/([A-Z])/g, " $1").replace(/_/g, " ").toLowerCase();

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(" and ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
