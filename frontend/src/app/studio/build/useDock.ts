import { useSyncExternalStore } from "react";

export type Dock = "side" | "below";

const KEY = "headrace.dock";
const WIDE = "(min-width: 1280px)";
const listeners = new Set<() => void>();

/** Where the run panel stands: beside the canvas from 1280 px if wanted so, under it below that. */
export function useDock(): { dock: Dock; canDock: boolean; setDock: (dock: Dock) => void } {
  const wide = useSyncExternalStore(watchWidth, () => window.matchMedia(WIDE).matches);
  const wanted = useSyncExternalStore(watchWish, () => localStorage.getItem(KEY));
  return { dock: wide && wanted !== "below" ? "side" : "below", canDock: wide, setDock };
}

function setDock(dock: Dock): void {
  localStorage.setItem(KEY, dock);
  for (const listener of listeners) listener();
}

function watchWish(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function watchWidth(listener: () => void): () => void {
  const query = window.matchMedia(WIDE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
