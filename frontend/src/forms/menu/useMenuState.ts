import { useMemo, useState } from "react";
import type { DataScope } from "../data/scope";
import { entriesFor, insertedText, opensInto, type MenuEntry, type MenuView } from "./entries";

export interface MenuState {
  entries: MenuEntry[];
  active: number;
  view: MenuView;
  setView: (view: MenuView) => void;
  setActive: (index: number) => void;
  choose: (entry: MenuEntry) => void;
  /** True when the key was the menu's. */
  key: (name: string) => boolean;
}

/** The data menu's place and highlighted line, driven by the keys of the field it belongs to. */
export function useMenuState(scope: DataScope, query: string, onInsert: (text: string) => void, onClose: () => void): MenuState {
  const [view, show] = useState<MenuView>({ kind: "data" });
  const [wanted, setActive] = useState<number | null>(null);
  const [lastQuery, setLastQuery] = useState(query);
  if (lastQuery !== query) {
    setLastQuery(query);
    setActive(null);
  }
  const entries = useMemo(() => entriesFor(scope, view, query), [scope, view, query]);
  const first = entries.findIndex((entry) => entry.kind !== "heading" && entry.kind !== "back");
  const active = wanted !== null && wanted < entries.length ? wanted : first;

  const setView = (next: MenuView) => {
    show(next);
    setActive(null);
  };
  const move = (step: 1 | -1) => {
    for (let turn = 1; turn <= entries.length; turn++) {
      const index = (active + step * turn + entries.length * turn) % entries.length;
      if (entries[index]?.kind !== "heading") {
        setActive(index);
        return;
      }
    }
  };
  const choose = (entry: MenuEntry) => {
    const text = insertedText(entry);
    const inner = opensInto(entry);
    if (text !== null) onInsert(text);
    else if (inner) setView(inner);
  };
  const key = (name: string): boolean => {
    const entry = entries[active];
    if (name === "Escape") onClose();
    else if (name === "ArrowDown") move(1);
    else if (name === "ArrowUp") move(-1);
    else if ((name === "Enter" || name === "Tab") && entry) choose(entry);
    else if (name === "ArrowRight" && entry && entry.kind !== "back" && opensInto(entry)) setView(opensInto(entry) ?? view);
    else if (name === "ArrowLeft" && view.kind !== "data" && query === "") {
      const first = entries[0];
      setView(first?.kind === "back" ? first.to : { kind: "data" });
    } else return false;
    return true;
  };
  return { entries, active, view, setView, setActive, choose, key };
}
