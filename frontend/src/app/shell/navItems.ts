import { CirclePlay, SlidersHorizontal, Workflow, type LucideIcon } from "lucide-react";

export interface NavItem {
  to: string;
  label: string;
  icon: LucideIcon;
  /** Stands at the bottom. */
  low?: boolean;
}

export const navItems: readonly NavItem[] = [
  { to: "/workflows", label: "Workflows", icon: Workflow },
  { to: "/runs", label: "Runs", icon: CirclePlay },
  { to: "/settings", label: "Settings", icon: SlidersHorizontal, low: true },
];
