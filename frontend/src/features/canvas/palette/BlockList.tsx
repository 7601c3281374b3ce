import type { PointerEvent } from "react";
import { BlockTile } from "@/ui/BlockTile";
import { cx } from "@/ui/cx";
import type { Entry, EntryGroup } from "./entries";
import styles from "./BlockList.module.css";

interface BlockListProps {
  id: string;
  label: string;
  groups: readonly EntryGroup[];
  active: string | null;
  onPick: (entry: Entry) => void;
  onActive: (key: string) => void;
  onDrag?: (entry: Entry, event: PointerEvent) => void;
}

/** The rows of palette and picker. Focus stays in the search above; arrows move the active row. */
export function BlockList({ id, label, groups, active, onPick, onActive, onDrag }: BlockListProps) {
  return (
    <div id={id} role="listbox" aria-label={label} className={styles.list}>
      {groups.map((group) => (
        <div key={group.title} role="group" aria-label={group.title}>
          <div className={styles.title} aria-hidden>
            {group.title}
          </div>
          {group.entries.map((entry) => (
            <div
              key={entry.key}
              id={`${id}-${entry.key}`}
              role="option"
              tabIndex={-1}
              aria-selected={active === entry.key}
              className={cx(styles.row, active === entry.key && styles.active, onDrag && styles.draggable)}
              title={entry.existing ? undefined : entry.type.description}
              data-testid={`palette-${entry.existing ? `block-${entry.existing.id}` : entry.operation ? `${entry.type.type}-${entry.operation}` : entry.type.type}`}
              onPointerEnter={() => onActive(entry.key)}
              onPointerDown={(event) => onDrag?.(entry, event)}
              onClick={() => onPick(entry)}
              onKeyDown={(event) => {
                if (event.key === "Enter") onPick(entry);
              }}
            >
              <BlockTile icon={entry.type.icon} color={entry.type.color} category={entry.type.category} size={22} />
              <span className={styles.name}>{entry.name}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
