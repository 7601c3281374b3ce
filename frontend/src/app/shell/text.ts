import type { Role } from "@/api/types";

export const roleWords: Record<Role, string> = {
  owner: "Owner",
  admin: "Admin",
  editor: "Editor",
  operator: "Operator",
  viewer: "Viewer",
};
