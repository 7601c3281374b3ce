import type { Strip } from "@/graph/strip";
import { Countdown } from "@/ui/time/Countdown";
import { Elapsed } from "@/ui/time/Elapsed";
import { formatNear } from "@/ui/time/ago";
import { formatDuration } from "@/ui/time/duration";

/** What a strip says of time: how long it took, how long it has been, or how long it still is. */
export function Moment({ strip }: { strip: Strip }) {
  if (strip.durationMs !== undefined) return formatDuration(strip.durationMs);
  if (strip.next) return <>next <Countdown to={strip.next} /></>;
  if (strip.until) return `until ${formatNear(strip.until)}`;
  return strip.since ? <Elapsed since={strip.since} /> : null;
}
