import { CirclePlay, Plug, SlidersHorizontal, Stamp, Workflow, type LucideIcon } from "lucide-react";

export interface NavItem {
  to: string;
  label: string;
  icon: LucideIcon;
  /** Stands at the bottom. */
  low?: boolean;
  /** Says how many approvals wait for the person. */
  counts?: boolean;
}

export const navItems: readonly NavItem[] = [
  { to: "/workflows", label: "Workflows", icon: Workflow },
  { to: "/runs", label: "Runs", icon: CirclePlay },
  { to: "/approvals", label: "Approvals", icon: Stamp, counts: true },
  { to: "/connections", label: "Connections", icon: Plug },
  { to: "/settings", label: "Settings", icon: SlidersHorizontal, low: true },
];
