import * as Dialog from "@radix-ui/react-dialog";
import { Search } from "lucide-react";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import styles from "./Palette.module.css";
import { rank } from "./rank";
import { recentCommands, remember } from "./recent";
import type { Command } from "./registry";
import { text } from "./text";
import { useAllCommands } from "./useAllCommands";
import type { TypedAhead } from "./useTypedAhead";

export interface CommandPaletteProps {
  /** What was typed until now, since it was opened. */
  takeTyped: () => TypedAhead;
  onClose: () => void;
}

/** One field for everything: the focus stays in it, arrows choose, Enter goes there. */
export default function CommandPalette({ takeTyped, onClose }: CommandPaletteProps) {
  const [query, setQuery] = useState("");
  // Enter was pressed before there was anything to choose from.
  const [isSent, setSent] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [recent] = useState(recentCommands);
  const { commands, isReading } = useAllCommands(query);
  const groups = useMemo(() => rank(commands, query, recent), [commands, query, recent]);
  const list = useRef<HTMLDivElement>(null);
  const name = useId();
  const flat = groups.flatMap((group) => group.commands);
  const current = Math.min(chosen, flat.length - 1);
  const idOf = (index: number) => `${name}-${index}`;

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current, groups]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    remember(command.id);
    onClose();
    command.run();
  };
  useEffect(() => {
    if (isSent && !isReading) run(flat[current]);
  });
  const press = (event: KeyboardEvent) => {
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + 8, PageUp: current - 8 }[event.key];
    if (to !== undefined && flat.length > 0) {
      event.preventDefault();
      const isStep = event.key.startsWith("Arrow");
      setChosen(isStep ? (to + flat.length) % flat.length : Math.min(flat.length - 1, Math.max(0, to)));
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(flat[current]);
    }
  };
  const places = new Map(flat.map((command, index) => [command, index]));
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">{text.title}</Dialog.Title>
          <div className={styles.field}>
            <Search size={16} aria-hidden />
            <input
              type="text"
              role="combobox"
              aria-label={text.title}
              aria-expanded={flat.length > 0}
              aria-controls={`${name}-list`}
              aria-activedescendant={flat.length > 0 ? idOf(current) : undefined}
              aria-autocomplete="list"
              autoComplete="off"
              spellCheck={false}
              placeholder={text.hint}
              value={query}
              onFocus={() => {
                const typed = takeTyped();
                if (typed.text) setQuery((before) => before + typed.text);
                if (typed.isSent) setSent(true);
              }}
              onChange={(event) => {
                setQuery(event.target.value);
                setSent(false);
                setChosen(0);
              }}
              onKeyDown={press}
            />
            <Kbd keys="Esc" />
          </div>
          <p className="visually-hidden" role="status">
            {query !== "" && !isReading && text.results(flat.length)}
          </p>
          {flat.length === 0 && query !== "" && <p className={styles.none} aria-busy={isReading}>{isReading ? text.reading : text.none(query)}</p>}
          <div ref={list} id={`${name}-list`} role="listbox" aria-label={text.title} className={styles.list}>
            {groups.map((group) => (
              <div key={group.name} role="group" aria-label={text.groups[group.name]}>
                <div className={styles.name} aria-hidden>
                  {text.groups[group.name]}
                </div>
                {group.commands.map((command) => {
                  const own = places.get(command) ?? 0;
                  return (
                    // The keys are those of the field, which keeps the focus.
                    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                    <div key={command.id} id={idOf(own)} role="option" tabIndex={-1} aria-selected={own === current} className={cx(styles.option, own === current && styles.on)} onMouseMove={() => own !== current && setChosen(own)} onClick={() => run(command)}>
                      <span className={styles.label}>{command.label}</span>
                      {command.hint && <small>{command.hint}</small>}
                      {command.keys && <Kbd keys={command.keys} />}
                    </div>
                  );
                })}
              </div>
            ))}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
