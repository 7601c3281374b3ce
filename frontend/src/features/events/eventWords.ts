import type { EventState, InboundEvent } from "@/api/types";
import type { GlyphState } from "@/ui/StatusGlyph";

type Decision = InboundEvent["decisions"][number];

export const glyphs: Record<EventState, GlyphState> = {
  started: "completed",
  duplicate: "skipped",
  filtered: "skipped",
  held: "waiting",
  dropped: "cancelled",
  rejected: "failed",
  unheard: "problem",
  captured: "completed",
};

/** What the event did to one workflow: `Started run #12 of “Invoice paid”`. */
export function decisionWords({ status, reason, workflowName, runNumber }: Decision): string {
  const name = `“${workflowName}”`;
  switch (status) {
    case "started":
      return runNumber === null ? `Started a run of ${name}` : `Started run #${runNumber.toLocaleString("en-US")} of ${name}`;
    case "filtered":
      return `Filtered by ${name}: ${reason}`;
    case "held":
      return `Held while ${name} is paused`;
    case "dropped":
      return `Held for ${name}, and dropped after the pause`;
    default:
      return reason ? `${name}: ${reason}` : name;
  }
}

/** What became of the event as a whole, in a line. */
export function eventWords(event: InboundEvent): string {
  const [first, ...more] = [...event.decisions].sort((one, other) => rank(one) - rank(other));
  if (first && event.status !== "duplicate" && event.status !== "rejected") {
    const rest = more.length === 0 ? "" : more.length === 1 ? " and one more" : ` and ${more.length} more`;
    return decisionWords(first) + rest;
  }
  switch (event.status) {
    case "rejected":
      return `Rejected: ${event.reason}`;
    case "duplicate":
      return event.reason || "It came before.";
    case "captured":
      return event.reason || "Caught for a test; it started nothing.";
    default:
      return event.reason || "No workflow listens to it.";
  }
}

const rank = (decision: Decision) => (decision.status === "started" ? 0 : 1);

/** "stripe" as people write it; custom webhooks and app events in words. */
export function sourceWords(source: string, names: ReadonlyMap<string, string>): string {
  if (source === "custom") return "Webhook";
  if (source === "app") return "App event";
  return names.get(source) ?? source;
}

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Of what was refused unread nobody knows what it held. */
export function sizeOf({ status, size }: Pick<InboundEvent, "status" | "size">): string {
  return status === "rejected" && size === 0 ? "–" : sizeWords(size);
}

/** The body as data where it is JSON, else as text. */
export function readBody(body: string): { json: unknown } | { text: string } {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "object" && json !== null ? { json } : { text: body };
  } catch {
    return { text: body };
  }
}

/** How somebody sends the first event from a terminal. */
export function firstEvent(origin: string): string {
  return [
    `curl -X POST ${origin}/api/v1/app-events \\`,
    `  -H 'x-api-key: wfk_…' -H 'content-type: application/json' \\`,
    `  -d '{"name": "order.paid", "payload": {"id": 7, "amount": 1200}}'`,
  ].join("\n");
}
