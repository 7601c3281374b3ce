import { describe, expect, it } from "vitest";
import type { EventSource, Hearing, Subscription } from "@/api/types";
import { registrationOf } from "./registration";

const webhook = { registers: true, byHand: "" } as NonNullable<EventSource["webhook"]>;
const hearing = (byHand: string, ...statuses: Subscription["status"][]) =>
  ({ byHand, subscriptions: statuses.map((status) => ({ status, providerId: "" }) as Subscription) }) as Hearing;

describe("whether webhooks are registered from here", () => {
  it("is what would happen, before the workflow is live", () => {
    expect(registrationOf(webhook, undefined)).toMatchObject({ isByHand: false, subscriptions: [] });
    const unreachable = { ...webhook, registers: false, byHand: "Set PUBLIC_URL." };
    expect(registrationOf(unreachable, undefined)).toMatchObject({ isByHand: true, reason: "Set PUBLIC_URL." });
  });

  it("is what the live version says, whatever it would be now", () => {
    expect(registrationOf(webhook, hearing("", "failing"))).toMatchObject({ isByHand: false, mayBeByHand: true });
    expect(registrationOf(webhook, hearing("", "active")).mayBeByHand).toBe(false);
    expect(registrationOf(webhook, hearing("No connection."))).toMatchObject({ isByHand: true, reason: "No connection." });
  });

  it("leaves the reason to the registration that says it", () => {
    expect(registrationOf(webhook, hearing("", "by_hand"))).toMatchObject({ isByHand: true, reason: "" });
    expect(registrationOf(webhook, hearing("Set PUBLIC_URL.", "by_hand")).reason).toBe("");
  });
});
