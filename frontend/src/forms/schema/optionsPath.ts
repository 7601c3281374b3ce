import type { Json } from "@/graph/definition";

/** `tables/{tableId}/columns` with the other fields' values in it; null while one is empty or comes from data. */
export function optionsPathOf(pattern: string, values: Record<string, Json>): string | null {
  if (pattern === "") return null;
  let isComplete = true;
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (typeof value !== "string" || value === "" || value.includes("{{")) isComplete = false;
    return encodeURIComponent(String(value));
  });
  return isComplete ? path : null;
}
