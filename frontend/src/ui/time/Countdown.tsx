import { formatDuration } from "./duration";
import { useNow } from "./useNow";

/** Counts down to a moment: "in 4 s", and "now" once it has come. */
export function Countdown({ to }: { to: string }) {
  const now = useNow(1000);
  const seconds = Math.ceil((Date.parse(to) - now) / 1000);
  return <span className="num">{seconds <= 0 ? "now" : `in ${formatDuration(seconds * 1000).replace(".0 s", " s")}`}</span>;
}
