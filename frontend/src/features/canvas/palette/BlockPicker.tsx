import { useEffect, useRef, useState } from "react";
import { useStudio } from "@/graph-react/useStudio";
import { focusBlock } from "../hooks/focusBlock";
import type { PickerPlace } from "../store/canvasStore";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";
import { BlockList } from "./BlockList";
import styles from "./BlockPicker.module.css";
import { entryGroups, type Entry } from "./entries";
import { useActiveRow } from "./useActiveRow";
import { useAddBlock } from "./useAddBlock";

const HEIGHT = 340;
const WIDTH = 248;

/** The palette at the place where the block will stand: after a +, a drop in the void, or on an edge. */
export function BlockPicker({ place }: { place: PickerPlace }) {
  const canvas = useCanvasStore();
  const [query, setQuery] = useState("");
  const doc = useStudio((state) => state.doc);
  const catalogue = useStudio((state) => state.catalogue);
  const add = useAddBlock();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const wantsInput = Boolean(place.after ?? place.into ?? place.inside);
  const groups = entryGroups(query, { doc, catalogue, afterId: place.after?.source ?? place.into?.source ?? null, from: place.after, withTriggers: !wantsInput });
  const close = () => canvas.getState().openPicker(null);
  const pick = (entry: Entry) => {
    add(entry, { point: place.point ?? undefined, after: place.after, into: place.into, inside: place.inside });
    close();
  };
  const { active, setActive, onKeyDown } = useActiveRow(groups, pick);

  // It opens because the person asked for it, to type into.
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) canvas.getState().openPicker(null);
    };
    window.addEventListener("pointerdown", away, true);
    return () => window.removeEventListener("pointerdown", away, true);
  }, [canvas]);
  useEffect(() => {
    if (active) document.getElementById(`picker-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const title = place.into ? text.putBetween : place.after ? text.whatNext : place.inside ? text.placeInside : text.placeHere;
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={title}
      className={styles.picker}
      style={{ left: `max(var(--inset-left) + 8px, min(${place.at.x}px, 100% - var(--inset-right) - ${WIDTH + 8}px))`, top: `max(8px, min(${place.at.y}px, 100% - var(--inset-bottom) - ${HEIGHT + 8}px))` }}
      data-testid="block-picker"
    >
      <input
        ref={field}
        type="search"
        role="combobox"
        aria-expanded
        aria-controls="picker"
        aria-activedescendant={active ? `picker-${active}` : undefined}
        aria-label={text.findBlock}
        placeholder={title}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            close();
            const origin = place.after?.source ?? place.inside;
            if (origin) focusBlock(origin);
          } else onKeyDown(event);
        }}
      />
      <div className={styles.scroll}>
        {groups.length === 0 ? <p className={styles.nothing}>{text.nothingFound(query)}</p> : (
          <BlockList id="picker" label={title} groups={groups} active={active} onPick={pick} onActive={setActive} />
        )}
      </div>
    </div>
  );
}
