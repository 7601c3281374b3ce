import { useState } from "react";
import type { Json } from "@/graph/definition";

/** The text as typed ("1.", on the way to "1.5") for as long as it means the stored value; else the value's own text. */
export function useDraft<T extends Json | undefined>(value: T, read: (written: string) => T, show: (value: T) => string): [string, (written: string) => T] {
  const [typed, setTyped] = useState(() => show(value));
  const isStill = JSON.stringify(read(typed)) === JSON.stringify(value);
  const write = (next: string): T => {
    setTyped(next);
    return read(next);
  };
  return [isStill ? typed : show(value), write];
}
