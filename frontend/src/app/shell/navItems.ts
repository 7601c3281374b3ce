import { Activity, CirclePlay, LayoutTemplate, Plug, SlidersHorizontal, Stamp, Table2, Workflow, Zap, type LucideIcon } from "lucide-react";

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
  { to: "/health", label: "Health", icon: Activity },
  { to: "/approvals", label: "Approvals", icon: Stamp, counts: true },
  { to: "/connections", label: "Connections", icon: Plug },
  { to: "/tables", label: "Tables", icon: Table2 },
  { to: "/events", label: "Events", icon: Zap },
  { to: "/templates", label: "Templates", icon: LayoutTemplate },
  { to: "/settings", label: "Settings", icon: SlidersHorizontal, low: true },
];
