import { formatAgo, formatMoment } from "./ago";
import { useNow } from "./useNow";

/** A moment as a distance from now that keeps itself right. */
export function Ago({ at }: { at: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatAgo(at, new Date(Math.max(now, Date.parse(at))))}
    </time>
  );
}
