import type { Connection } from "@/api/types";

/** The account, and the connection's own name where that says something else. */
export function accountLine({ name, account }: Pick<Connection, "name" | "account">): string {
  if (!account) return name;
  return !name || name.includes(account) ? account : `${name} · ${account}`;
}
