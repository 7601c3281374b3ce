import { createContext, type ReactNode } from "react";
import type { StudioStore } from "@/graph/store";

export const StudioContext = createContext<StudioStore | null>(null);

/** Gives everything below it the store of one open studio. */
export function StudioProvider({ store, children }: { store: StudioStore; children: ReactNode }) {
  return <StudioContext value={store}>{children}</StudioContext>;
}
