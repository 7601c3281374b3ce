import { use } from "react";
import type { StudioStore } from "@/graph/store";
import { StudioContext } from "./StudioProvider";

/** The store itself, for handlers that read it when they are called instead of re-rendering on every change. */
export function useStudioStore(): StudioStore {
  const store = use(StudioContext);
  if (!store) throw new Error("useStudioStore is used outside StudioProvider");
  return store;
}
