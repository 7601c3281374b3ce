import { useEffect, useRef } from "react";

export type CommandGroup = "Actions" | "Blocks" | "Pages" | "Workflows" | "Runs" | "Templates" | "Settings";

/** Something the palette can do or go to. */
export interface Command {
  /** Stays the same over visits, so that what was used is found first. */
  id: string;
  group: CommandGroup;
  label: string;
  /** Where it belongs or what it is. */
  hint?: string;
  keys?: string;
  /** More words it is found by. */
  also?: string;
  /** The server found it for what is typed, whatever its words here are. */
  isFound?: boolean;
  run: () => void;
}

type Source = () => readonly Command[];

const sources = new Set<Source>();

/** What the open screen adds to the palette while it stands; asked when the palette opens. */
export function useCommands(source: Source): void {
  const newest = useRef(source);
  useEffect(() => {
    newest.current = source;
  });
  useEffect(() => {
    const ask: Source = () => newest.current();
    sources.add(ask);
    return () => void sources.delete(ask);
  }, []);
}

export function registeredCommands(): Command[] {
  return [...sources].flatMap((source) => [...source()]);
}
