import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { typeOf } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { BlockTile } from "@/ui/BlockTile";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { JsonBox } from "./JsonBox";
import type { Origin, Read } from "./reads";
import styles from "./TestTab.module.css";
import { text } from "./text";

/** One value the block reads: whose it is and where it is from; opened, the value itself. */
export function ReadRow({ read, onType }: { read: Read; onType: (value: Json | undefined) => void }) {
  const [open, setOpen] = useState(false);
  const [editing, setEditing] = useState(false);
  const type = useStudio((state) => (read.block ? typeOf(state.catalogue, read.block) : undefined));
  const isKnown = read.origin.kind !== "unknown";
  return (
    <li className={styles.read}>
      <button type="button" className={styles.readHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight size={14} aria-hidden className={cx(styles.chevron, open && styles.open)} />
        <BlockTile icon={type?.icon ?? "box"} color={type?.color} category={type?.category} size={18} />
        <span className={styles.readName}>{read.name}</span>
        <span className={cx(styles.origin, !isKnown && styles.missing)}>{originText(read.origin)}</span>
      </button>
      {open && (
        <>
          {!isKnown && !editing && read.of !== "item" && <p className={styles.quiet}>{text.unknownWhy}</p>}
          {!isKnown && !editing && read.of === "item" && <p className={styles.quiet}>{text.firstItem}</p>}
          <JsonBox
            label={read.name}
            value={read.value}
            editing={editing}
            onChange={onType}
            onDone={() => setEditing(false)}
            actions={
              !editing && (
                <>
                  <Button size="small" variant="plain" onClick={() => setEditing(true)}>
                    {isKnown ? text.edit : text.type}
                  </Button>
                  {read.origin.kind === "typed" && (
                    <Button size="small" variant="plain" onClick={() => onType(undefined)}>
                      {text.back}
                    </Button>
                  )}
                </>
              )
            }
          />
        </>
      )}
    </li>
  );
}

function originText(origin: Origin): string {
  switch (origin.kind) {
    case "run":
      return text.fromRun(origin.number);
    case "typed":
      return text.typed;
    case "pinned":
      return text.pinned;
    case "unknown":
      return text.unknown;
  }
}
