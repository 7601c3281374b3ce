import { useState } from "react";
import { useStore } from "zustand";
import type { StudioState } from "@/graph/store";
import { useStudioStore } from "./useStudioStore";

/** A part of the studio's state; re-renders only when that part is another by `equal` (identity unless given). */
export function useStudio<T>(selector: (state: StudioState) => T, equal: (a: T, b: T) => boolean = Object.is): T {
  const [keep] = useState(() => keepWhileEqual<T>());
  return useStore(useStudioStore(), (state) => keep(selector(state), equal));
}

/** Hands out the earlier value while the new one equals it, so that subscribers see no change. */
function keepWhileEqual<T>() {
  let held: { value: T } | null = null;
  return (value: T, equal: (a: T, b: T) => boolean): T => {
    if (!held || !equal(held.value, value)) held = { value };
    return held.value;
  };
}
