import type { WorkflowItem } from "@/api/types";

export type Order = "lastRun" | "edited" | "name";

export const orders: readonly { value: Order; label: string }[] = [
  { value: "lastRun", label: "Last run first" },
  { value: "edited", label: "Last edited first" },
  { value: "name", label: "By name" },
];

export function isOrder(value: string | null): value is Order {
  return orders.some((order) => order.value === value);
}

/** Sorted copies; those that never ran come after those that did, newest first. */
export function sortWorkflows(items: readonly WorkflowItem[], order: Order): WorkflowItem[] {
  const byName = (a: WorkflowItem, b: WorkflowItem) => a.name.localeCompare(b.name);
  if (order === "name") return [...items].sort(byName);
  const moment = order === "edited" ? (item: WorkflowItem) => item.updatedAt : lastRunAt;
  return [...items].sort((a, b) => moment(b).localeCompare(moment(a)) || byName(a, b));
}

function lastRunAt(item: WorkflowItem): string {
  return item.lastRun?.startedAt ?? item.lastRun?.finishedAt ?? "";
}
