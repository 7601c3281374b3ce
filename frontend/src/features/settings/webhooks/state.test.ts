import { describe, expect, it } from "vitest";
import type { WebhookDelivery, WebhookEndpoint } from "@/api/types";
import { deliveryState, endpointState } from "./state";

const endpoint = (facts: Partial<WebhookEndpoint>) => ({ enabled: true, disabledReason: null, failingSince: null, ...facts }) as WebhookEndpoint;
const delivery = (facts: Partial<WebhookDelivery>) => ({ status: "pending", lastStatus: null, lastError: null, ...facts }) as WebhookDelivery;

describe("an endpoint", () => {
  it("is on, failing, switched off by a person or by Headrace", () => {
    expect(endpointState(endpoint({})).glyph).toBe("completed");
    expect(endpointState(endpoint({ failingSince: "2026-01-01T00:00:00Z" })).glyph).toBe("problem");
    expect(endpointState(endpoint({ enabled: false })).glyph).toBe("skipped");
    expect(endpointState(endpoint({ enabled: false, disabledReason: "It was gone." })).glyph).toBe("failed");
  });
});

describe("a delivery", () => {
  it("says what the other side answered and why it does not count", () => {
    expect(deliveryState(delivery({ status: "delivered", lastStatus: 204 }))).toEqual({ glyph: "completed", words: "Answered 204" });
    expect(deliveryState(delivery({ status: "failed", lastError: "It answered 500." }))).toEqual({ glyph: "failed", words: "It answered 500." });
    expect(deliveryState(delivery({ lastError: "It answered 500." })).glyph).toBe("retrying");
    expect(deliveryState(delivery({}))).toEqual({ glyph: "queued", words: "Under way" });
  });
});
