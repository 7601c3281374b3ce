/** Whether a trigger's webhooks are registered at the provider from here, as its live version tells, else as it would be. */
import type { EventSource, Hearing, Subscription } from "@/api/types";

export interface Registration {
  isByHand: boolean;
  /** Why it is by hand, where nothing else says so. */
  reason: string;
  subscriptions: readonly Subscription[];
}

export function registrationOf(webhook: NonNullable<EventSource["webhook"]>, hearing: Hearing | undefined): Registration {
  if (!hearing) return { isByHand: !webhook.registers, reason: webhook.byHand, subscriptions: [] };
  const { subscriptions } = hearing;
  const isByHand = hearing.byHand !== "" || subscriptions.some(({ status }) => status === "by_hand");
  return { isByHand, reason: subscriptions.length > 0 ? "" : hearing.byHand, subscriptions };
}
