import { useEffect, useState } from "react";
import { useStudio } from "@/graph-react/useStudio";
import { Kbd } from "@/ui/Kbd";
import { SearchField } from "@/ui/SearchField";
import { text } from "../text";
import { BlockList } from "./BlockList";
import { DragGhost } from "./DragGhost";
import { entryGroups } from "./entries";
import styles from "./Palette.module.css";
import { useActiveRow } from "./useActiveRow";
import { useAddBlock } from "./useAddBlock";
import { usePaletteDrag } from "./usePaletteDrag";

/** Everything one can place: found by typing, placed by dragging or with Enter after the selected block. */
export function Palette() {
  const [query, setQuery] = useState("");
  const doc = useStudio((state) => state.doc, (a, b) => a.blocks.length === b.blocks.length && a.edges.length === b.edges.length);
  const catalogue = useStudio((state) => state.catalogue);
  const afterId = useStudio((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null));
  const add = useAddBlock();
  const { drag, begin } = usePaletteDrag();
  const groups = entryGroups(query, { doc, catalogue, afterId, goes: true, withTriggers: true });
  const pick = (entry: (typeof groups)[number]["entries"][number]) => {
    add(entry);
    setQuery("");
  };
  const { active, setActive, onKeyDown } = useActiveRow(groups, pick);
  const [focused, setFocused] = useState(false);
  useEffect(() => {
    if (active && (query || focused)) document.getElementById(`palette-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active, query, focused]);

  return (
    <aside className={styles.palette} aria-label={text.palette} data-testid="palette">
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows typed in the search move the list below it */}
      <div className={styles.search} onKeyDown={onKeyDown}>
        <span className="visually-hidden" role="status">
          {query ? (groups.flatMap((group) => group.entries).find((entry) => entry.key === active)?.name ?? text.nothingFound(query)) : ""}
        </span>
        <SearchField label={text.findBlock} placeholder={text.findBlock} value={query} onChange={setQuery} />
      </div>
      <div className={styles.scroll} onFocus={() => setFocused(true)} onBlur={() => setFocused(false)}>
        {groups.length === 0 ? <p className={styles.nothing}>{text.nothingFound(query)}</p> : (
          <BlockList id="palette" label={text.palette} groups={groups} active={query || focused ? active : null} onPick={pick} onActive={setActive} onDrag={begin} onKeyDown={onKeyDown} />
        )}
      </div>
      <footer className={styles.foot}>
        {text.dragIn} <Kbd keys="Enter" />
      </footer>
      {drag && <DragGhost drag={drag} />}
    </aside>
  );
}
