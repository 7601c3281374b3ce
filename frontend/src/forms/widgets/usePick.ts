import { useEffect, useState, type KeyboardEvent } from "react";
import { useOptions, type OfferedOption } from "@/api/queries/useOptions";
import { useSettled } from "@/ui/useSettled";

export interface PickRow extends OfferedOption {
  /** What was typed, taken as it is. */
  isTyped?: boolean;
}

/** The list under a field that is chosen from: what is typed, what is offered for it, and the keys that move through it. Of a closed list nothing but its own can be chosen. */
export function usePick(path: string | null, value: string, onChange: (value: string) => void, onBraces?: () => void, isClosed = false) {
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const [wanted, setActive] = useState<string | null>(null);
  const words = (typed ?? "").trim();
  const settled = useSettled(words);
  const list = useOptions(isOpen ? path : null, settled);
  const offered = list.data?.pages.flatMap((page) => page.data) ?? [];
  const isKnown = offered.some((option) => option.value === words || option.label === words);
  const rows: PickRow[] = words === "" || isKnown || isClosed ? offered : [...offered, { value: words, label: words, hint: "", isTyped: true }];
  const active = rows.find((row) => row.value === wanted) ?? rows.find((row) => row.value === value) ?? rows[0];
  const isSettled = settled === words && !list.isFetching;
  const [isHeld, setIsHeld] = useState(false); // Enter, before the list is there

  const close = () => {
    setIsOpen(false);
    setTyped(null);
    setActive(null);
    setIsHeld(false);
  };
  const choose = (next: string) => {
    if (next !== value) onChange(next);
    close();
  };
  const type = (next: string) => {
    if (onBraces && next.includes("{{")) {
      close();
      onBraces();
      return;
    }
    setTyped(next);
    setActive(null);
    setIsHeld(false);
    setIsOpen(true);
  };
  /** What was typed is kept where it can mean nothing but itself; half a name is no choice. */
  const leave = () => {
    const named = offered.find((option) => option.value === words || option.label === words);
    if (words !== "" && named) choose(named.value);
    else if (words !== "" && isSettled && offered.length === 0 && !isClosed) choose(words);
    else if (typed === "" && value !== "") choose("");
    else close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const at = rows.findIndex((row) => row === active);
      if (!isOpen) setIsOpen(true);
      else if (step === 1 && at === rows.length - 1 && list.hasNextPage) void list.fetchNextPage();
      else setActive(rows[(at + step + rows.length) % rows.length]?.value ?? null);
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      if (typed === "") choose("");
      else if (!isSettled) setIsHeld(true);
      else if (active) choose(active.value);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      event.preventDefault();
      close();
    } else if (event.key === "Tab" && isOpen) leave();
  };
  useEffect(() => {
    if (!isHeld || !isSettled || !active) return;
    const frame = requestAnimationFrame(() => choose(active.value));
    return () => cancelAnimationFrame(frame);
  });
  return { isOpen, open: () => setIsOpen(true), close, leave, typed, type, rows, active, setActive, choose, onKeyDown, list };
}
