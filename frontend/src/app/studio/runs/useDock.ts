import { useState } from "react";

export type Dock = "right" | "below";

const KEY = "headrace.run-panel";

/** Where the run panel stands; remembered in this browser. */
export function useDock(): [Dock, (dock: Dock) => void] {
  const [dock, setDock] = useState<Dock>(() => (localStorage.getItem(KEY) === "below" ? "below" : "right"));
  const choose = (next: Dock) => {
    setDock(next);
    localStorage.setItem(KEY, next);
  };
  return [dock, choose];
}
