/** Whether a trigger's webhooks are registered at the provider from here, as its live version tells, else as it would be. */
import type { EventSource, Hearing, Subscription } from "@/api/types";

export interface Registration {
  isByHand: boolean;
  /** It does not succeed from here, so a person may do it instead. */
  mayBeByHand: boolean;
  /** Why it is by hand, where nothing else says so. */
  reason: string;
  subscriptions: readonly Subscription[];
}

export function registrationOf(webhook: NonNullable<EventSource["webhook"]>, hearing: Hearing | undefined): Registration {
  if (!hearing) return { isByHand: !webhook.registers, mayBeByHand: false, reason: webhook.byHand, subscriptions: [] };
  const { subscriptions } = hearing;
  const isByHand = hearing.byHand !== "" || subscriptions.some(({ status }) => status === "by_hand");
  const mayBeByHand = !isByHand && subscriptions.some(({ status, providerId }) => status === "failing" && providerId === "");
  return { isByHand, mayBeByHand, reason: subscriptions.length > 0 ? "" : hearing.byHand, subscriptions };
}
