import type { Json } from "@/graph/definition";
import type { FormField } from "./fields";

/** The app of a block, and the connection it names; null where it takes whichever is the app's default. */
export interface Account {
  provider: string;
  connectionId: string | null;
}

/**
 * Where a field's list is, under `/options/`: `tables/{tableId}/columns` with the other fields' values in it, or an app's
 * own with the account it is read with. Null while a field that it depends on is empty or comes from data.
 */
export function optionsPathOf({ optionsFrom, dependsOn }: Pick<FormField, "optionsFrom" | "dependsOn">, values: Record<string, Json>, account?: Account): string | null {
  if (optionsFrom === "") return null;
  let isComplete = true;
  const known = (name: string): string => {
    const value = values[name];
    if (typeof value !== "string" || value === "" || value.includes("{{")) isComplete = false;
    return String(value);
  };
  const path = optionsFrom.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(known(name)));
  const query = new URLSearchParams();
  if (account?.connectionId && path.startsWith(`${account.provider}/`)) query.set("connectionId", account.connectionId);
  if (dependsOn.length > 0) query.set("dependsOn", JSON.stringify(Object.fromEntries(dependsOn.map((name) => [name, known(name)]))));
  if (!isComplete) return null;
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}
