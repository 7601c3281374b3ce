import type { Alert, AlertTarget, WebhookEndpoint } from "@/api/types";
import { text } from "./text";

/** "45 minutes", "2 hours", "3 days". */
export function minutesInWords(minutes: number): string {
  const sizes: readonly [number, string][] = [
    [1440, "day"],
    [60, "hour"],
  ];
  for (const [size, unit] of sizes) {
    if (minutes >= size && minutes % size === 0) return minutes === size ? `1 ${unit}` : `${minutes / size} ${unit}s`;
  }
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

export function targetInWords(target: AlertTarget, endpoints: readonly WebhookEndpoint[]): string {
  if (target.type === "slack") return `Slack ${target.channel}`;
  if (target.type === "webhook") return endpoints.find((one) => one.id === target.endpointId)?.url ?? "a deleted endpoint";
  if (target.to === "owner") return text.owner;
  return target.to === "admins" ? text.admins : target.to;
}

/** How an alert is set, in a line. */
export function alertInWords(alert: Alert): string {
  const parts = alert.minutes === null ? [] : [text.after(minutesInWords(alert.minutes))];
  return [...parts, text.every(minutesInWords(alert.groupMinutes))].join(", ");
}
