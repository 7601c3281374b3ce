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
  const { from, ...rest } = data;
  return Object.entries(from === undefined ? rest : { from, ...rest })
    .filter(([name, value]) => name !== "name" && value !== null && value !== "" && !(typeof value === "string" && /^(?:[a-z]+_)?[0-9a-f-]{36}$/.test(value)))
    .map(([name, value]) => `${name.replace(/([A-Z])/g, " $1").replace(/_/g, " ").toLowerCase()} ${valueText(value)}`)
    .join(", ");
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(" and ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
