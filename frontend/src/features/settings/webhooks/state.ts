import type { WebhookDelivery, WebhookEndpoint } from "@/api/types";
import type { GlyphState } from "@/ui/StatusGlyph";
import { text } from "./text";

interface State {
  glyph: GlyphState;
  words: string;
}

export function endpointState(endpoint: WebhookEndpoint): State {
  if (!endpoint.enabled) return { glyph: endpoint.disabledReason ? "failed" : "skipped", words: text.off };
  if (endpoint.failingSince) return { glyph: "problem", words: text.failing };
  return { glyph: "completed", words: text.on };
}

/** In a line: that it arrived, or why not and what comes next. */
export function deliveryState(delivery: WebhookDelivery): State {
  if (delivery.status === "delivered") return { glyph: "completed", words: delivery.lastStatus ? text.answered(delivery.lastStatus) : text.arrived };
  if (delivery.status === "failed") return { glyph: "failed", words: delivery.lastError ?? text.gaveUp };
  return delivery.lastError ? { glyph: "retrying", words: delivery.lastError } : { glyph: "queued", words: text.underWay };
}
