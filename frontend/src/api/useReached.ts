import { useSyncExternalStore } from "react";
import { isReached, onReach } from "./reach";

/** False while the server does not answer. */
export function useReached(): boolean {
  return useSyncExternalStore(onReach, isReached);
}
