import { formatDuration } from "./duration";
import { useNow } from "./useNow";

/** Counts up from a moment, in tabular digits. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow(1000);
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  return <span className="num">{seconds === 0 ? "0 s" : formatDuration(seconds * 1000).replace(".0 s", " s")}</span>;
}
