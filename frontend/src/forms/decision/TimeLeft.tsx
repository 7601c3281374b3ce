import { formatMoment } from "@/ui/time/ago";
import { useNow } from "@/ui/time/useNow";
import { timeLeft } from "./decision";
import { text } from "./text";

/** "2 h 30 m left", counting down. */
export function TimeLeft({ until }: { until: string }) {
  const left = timeLeft(until, useNow(1000));
  return (
    <time className="num" dateTime={until} title={formatMoment(until)}>
      {left === "" ? text.noTimeLeft : text.left(left)}
    </time>
  );
}
