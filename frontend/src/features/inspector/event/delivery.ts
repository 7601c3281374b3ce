/** How a trigger's events come, as `integrations/triggers.py` decides it. */
import type { EventSource } from "@/api/types";
import type { Json } from "@/graph/definition";

/** Looked for: because it says so, or because they come in no other way. */
export function isLookedFor(source: EventSource, config: Record<string, Json>): boolean {
  if (!source.canLook) return false;
  if (config["delivery"] === "poll" || !source.webhook) return true;
  const events = config["events"];
  return Array.isArray(events) && events.length > 0 && events.every((event) => source.lookOnly.includes(String(event)));
}
