import { useEffect, useState, type RefObject } from "react";

export const rowHeight = 36;
const beyond = 8;

export interface RowWindow {
  first: number;
  /** One past the last. */
  end: number;
}

/** Which of many rows of one height are in sight, a few more on either side. Drawing only these keeps 100,000 rows quick. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, count: number): RowWindow {
  const [sight, setSight] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const top = Math.floor(element.scrollTop / rowHeight) * rowHeight;
      const height = element.clientHeight;
      setSight((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [scroller]);
  const first = Math.max(0, Math.floor(sight.top / rowHeight) - beyond);
  const end = Math.min(count, Math.ceil((sight.top + sight.height) / rowHeight) + beyond);
  return { first, end: Math.max(first, end) };
}
