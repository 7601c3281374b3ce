import { useSyncExternalStore } from "react";
import type { Me } from "@/api/types";
import type { Looks } from "./steps";

/**
 * What was looked at, and whether the guide was put away: in the browser, for each person and company. Nobody else needs
 * it, and where it is lost the guide comes back with everything ticked that the server knows of.
 */
export interface Memory extends Looks {
  hidden?: boolean;
}

const NONE: Memory = {};
const listeners = new Set<() => void>();
const read = new Map<string, { raw: string | null; value: Memory }>();

export function useMemory(me: Me | undefined): Memory {
  return useSyncExternalStore(listen, () => (me ? recall(keyOf(me)) : NONE));
}

export function remember(me: Me, what: Memory): void {
  const key = keyOf(me);
  const before = recall(key);
  if (Object.entries(what).every(([name, value]) => before[name as keyof Memory] === value)) return;
  localStorage.setItem(key, JSON.stringify({ ...before, ...what }));
  for (const tell of listeners) tell();
}

function keyOf(me: Me): string {
  return `headrace.first-steps.${me.company.id}.${me.user.id}`;
}

function recall(key: string): Memory {
  const raw = localStorage.getItem(key);
  const known = read.get(key);
  if (known?.raw === raw) return known.value;
  const value = parsed(raw);
  read.set(key, { raw, value });
  return value;
}

function parsed(raw: string | null): Memory {
  try {
    const value: unknown = JSON.parse(raw ?? "{}");
    return typeof value === "object" && value !== null ? value : NONE;
  } catch {
    return NONE;
  }
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  window.addEventListener("storage", tell);
  return () => {
    listeners.delete(tell);
    window.removeEventListener("storage", tell);
  };
}
