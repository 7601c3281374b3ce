import type { KeyboardEvent, PointerEvent } from "react";
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
  /** Given where the list can have the focus itself. */
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** The rows of palette and picker. Focus stays in the search above; arrows move the active row. */
export function BlockList({ id, label, groups, active, onPick, onActive, onDrag, onKeyDown }: BlockListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      aria-activedescendant={active ? `${id}-${active}` : undefined}
      tabIndex={onKeyDown ? 0 : -1}
      className={styles.list}
      onKeyDown={onKeyDown}
    >
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
              data-testid={testId(entry)}
              onPointerEnter={() => onActive(entry.key)}
              onPointerDown={(event) => onDrag?.(entry, event)}
              onClick={() => onPick(entry)}
              onKeyDown={(event) => {
                // Rows take no focus of their own; only a screen reader's virtual cursor ever stands here.
                if (event.target === event.currentTarget && event.key === "Enter") onPick(entry);
              }}
            >
              <BlockTile icon={entry.type.icon} color={entry.type.color} provider={entry.type.provider} category={entry.type.category} size={22} />
              <span className={styles.name}>{entry.name}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Suggestions repeat rows of the list below them, under a name of their own. */
function testId({ key, type, operation, existing }: Entry): string {
  if (existing) return `palette-block-${existing.id}`;
  return `${key.startsWith("suggested:") ? "suggested" : "palette"}-${type.type}${operation ? `-${operation}` : ""}`;
}
