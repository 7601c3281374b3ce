import type { Role } from "@/api/types";

export const roleWords: Record<Role, string> = {
  owner: "Owner",
  admin: "Admin",
  editor: "Editor",
  operator: "Operator",
  viewer: "Viewer",
};

export function waitingForYou(count: number): string {
  return count === 1 ? "1 waits for you" : `${count.toLocaleString("en-US")} wait for you`;
}

export const text = {
  unreachable: "Headrace does not answer.",
  unreachableMore: "Asking again every few seconds; what you changed stays here.",
};
