import { Search } from "lucide-react";
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from "react";
import { Kbd } from "@/ui/Kbd";
import type { DataScope } from "../data/scope";
import { text } from "../text";
import { MenuEntryLine } from "./MenuEntryLine";
import { useMenuState } from "./useMenuState";
import styles from "./DataMenu.module.css";

export interface DataMenuHandle {
  key: (name: string) => boolean;
}

export interface DataMenuProps {
  id: string;
  scope: DataScope;
  /** What was typed after the braces; the search box follows it. */
  query: string;
  onInsert: (text: string) => void;
  onClose: () => void;
  ref?: Ref<DataMenuHandle>;
}

/** Everything this field can read, with the values of the last run. */
export function DataMenu({ id, scope, query, onInsert, onClose, ref }: DataMenuProps) {
  const [search, setSearch] = useState<string | null>(null);
  const words = search ?? query;
  const menu = useMenuState(scope, words, onInsert, onClose);
  const list = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => ({ key: menu.key }));
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [menu.active, menu.entries]);

  const firstHeading = menu.entries.findIndex((entry) => entry.kind === "heading");
  return (
    <div className={styles.menu}>
      <div className={styles.search}>
        <Search size={14} aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label={text.searchData}
          aria-expanded
          aria-controls={id}
          aria-activedescendant={`${id}-${String(menu.active)}`}
          placeholder={text.searchData}
          value={words}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            const moves = event.key !== "ArrowLeft" && event.key !== "ArrowRight";
            if ((moves || words === "") && menu.key(event.key)) event.preventDefault();
          }}
        />
      </div>
      <div className={styles.list} role="listbox" id={id} aria-label={text.data} ref={list}>
        {menu.entries.map((entry, index) => (
          <MenuEntryLine
            key={entry.key}
            id={`${id}-${String(index)}`}
            entry={entry}
            isActive={index === menu.active}
            fact={index === firstHeading && scope.runNumber !== null ? text.valuesFrom(scope.runNumber) : null}
            onPoint={() => menu.setActive(index)}
            onChoose={() => menu.choose(entry)}
          />
        ))}
        {menu.entries.length === 0 && <p className={styles.empty}>{text.nothingBefore}</p>}
      </div>
      {menu.view.kind === "data" && (
        <div className={styles.doors}>
          <Door label={text.variables} count={Object.keys(scope.variables).length} onOpen={() => menu.setView({ kind: "variables" })} />
          <Door label={text.functions} count={scope.functions.length} onOpen={() => menu.setView({ kind: "functions" })} />
        </div>
      )}
      <div className={styles.keys} aria-hidden>
        <Kbd keys="↑" />
        <Kbd keys="↓" /> move <Kbd keys="↵" /> insert <Kbd keys="→" /> open
        <span className={styles.drag}>or drag onto the field</span>
      </div>
    </div>
  );
}

function Door({ label, count, onOpen }: { label: string; count: number; onOpen: () => void }) {
  if (count === 0) return null;
  return (
    <button type="button" className={styles.door} onMouseDown={(event) => event.preventDefault()} onClick={onOpen}>
      {label} <span>{count}</span>
    </button>
  );
}
