import type { Alert, AlertTarget } from "@/api/types";

/** Where the first thing is that keeps it from being saved: "targets.1"; "" for none. */
export function missingIn({ enabled, targets }: Pick<Alert, "enabled" | "targets">): string {
  if (enabled && targets.length === 0) return "targets";
  const wrong = targets.findIndex((target) => !isComplete(target));
  return wrong < 0 ? "" : `targets.${wrong}`;
}

function isComplete(target: AlertTarget): boolean {
  if (target.type === "slack") return target.channel.trim() !== "";
  if (target.type === "webhook") return target.endpointId !== "";
  return target.to === "owner" || target.to === "admins" || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(target.to);
}

/** The choices of the first field of a target; an address is one of them, though the API says it as an email. */
export const ways = ["owner", "admins", "address", "slack", "webhook"] as const;
export type Way = (typeof ways)[number];

export function wayOf(target: AlertTarget): Way {
  if (target.type !== "email") return target.type;
  return target.to === "owner" || target.to === "admins" ? target.to : "address";
}

export function targetOf(way: Way, endpointId = ""): AlertTarget {
  if (way === "slack") return { type: "slack", channel: "", connectionId: null };
  if (way === "webhook") return { type: "webhook", endpointId };
  return { type: "email", to: way === "address" ? "" : way };
}
