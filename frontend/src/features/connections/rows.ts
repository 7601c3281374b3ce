import type { Connection, ConnectionUseCount, Provider } from "@/api/types";
import { byUrgency, healthOf, type Health } from "./health";

/** A connection with what its row says of it. */
export interface ConnectionRowData {
  connection: Connection;
  /** Undefined when the provider is no longer known. */
  provider: Provider | undefined;
  health: Health;
  /** Undefined while the counts are on their way. */
  uses: ConnectionUseCount | undefined;
  workflows: number | undefined;
}

export const filters = ["all", "broken", "attention", "working", "unused", "duplicates"] as const;
export type ConnectionFilter = (typeof filters)[number];

export function rowsOf(
  connections: readonly Connection[],
  providers: readonly Provider[],
  counts: ReadonlyMap<string, ConnectionUseCount> | undefined,
  now = new Date(),
): ConnectionRowData[] {
  const bySlug = new Map(providers.map((provider) => [provider.id, provider]));
  return connections
    .map((connection) => {
      const uses = counts?.get(connection.id);
      const workflows = counts && (uses?.workflows ?? 0);
      const provider = bySlug.get(connection.provider);
      return { connection, provider, uses, workflows, health: healthOf(connection, workflows, now) };
    })
    .sort((a, b) =>
      byUrgency({ ...a, provider: a.provider?.name ?? a.connection.provider }, { ...b, provider: b.provider?.name ?? b.connection.provider }),
    );
}

export function fits(row: ConnectionRowData, filter: ConnectionFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "unused":
      return row.workflows === 0;
    case "duplicates":
      return row.connection.sameAccount.length > 0;
    default:
      return row.health.group === filter;
  }
}

/** The app, the account, the name or the owner holds every word. */
export function matches(row: ConnectionRowData, search: string): boolean {
  const { connection, provider } = row;
  const all = [provider?.name, connection.provider, connection.name, connection.account, connection.owner?.name, connection.owner?.email]
    .join(" ")
    .toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

export function countsOf(rows: readonly ConnectionRowData[]): Record<ConnectionFilter, number> {
  return Object.fromEntries(filters.map((filter) => [filter, rows.filter((row) => fits(row, filter)).length])) as Record<ConnectionFilter, number>;
}
