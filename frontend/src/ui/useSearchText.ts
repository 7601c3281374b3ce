import { useEffect, useEffectEvent, useState } from "react";
import { useSettled } from "./useSettled";

/** The text of a search field. It is kept here while one types, since the address is written too late for a controlled field, and goes into the address once it has rested. */
export function useSearchText(inAddress: string, writeAddress: (search: string) => void) {
  const [text, setText] = useState(inAddress);
  const settled = useSettled(text);
  const write = useEffectEvent((search: string) => {
    if (search !== inAddress) writeAddress(search);
  });
  useEffect(() => write(settled), [settled]);
  return { text, setText, settled: settled.trim() };
}
