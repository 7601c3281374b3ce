import { useCallback, useLayoutEffect, useRef } from "react";

export interface TypedAhead {
  text: string;
  /** Enter was pressed after it. */
  isSent: boolean;
}

/** Keeps what is typed between the opening of the palette and the moment its field has the focus; taken once. */
export function useTypedAhead(isOpen: boolean, onClose: () => void): () => TypedAhead {
  const taken = useRef<() => TypedAhead>(() => ({ text: "", isSent: false }));
  const close = useRef(onClose);
  useLayoutEffect(() => {
    close.current = onClose;
  });
  useLayoutEffect(() => {
    if (!isOpen) return;
    const typed: TypedAhead = { text: "", isSent: false };
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph")) return;
      if (event.key === "Enter") typed.isSent = true;
      else if (event.key === "Backspace") typed.text = typed.text.slice(0, -1);
      else if (event.key === "Escape") close.current();
      else if (event.key.length === 1) typed.text += event.key;
      else if (event.key !== "Tab") return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before what a letter means on the screen below.
    document.addEventListener("keydown", onKeyDown, { capture: true });
    const stop = () => document.removeEventListener("keydown", onKeyDown, { capture: true });
    taken.current = () => {
      stop();
      const { text, isSent } = typed;
      typed.text = "";
      return { text, isSent };
    };
    return stop;
  }, [isOpen]);
  return useCallback(() => taken.current(), []);
}
