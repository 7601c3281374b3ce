import { memo } from "react";
import { sameStrip, type Strip } from "@/graph/strip";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { Countdown } from "@/ui/time/Countdown";
import { Elapsed } from "@/ui/time/Elapsed";
import { formatClock } from "@/ui/time/ago";
import { formatDuration } from "@/ui/time/duration";
import styles from "./BlockCard.module.css";
import { glyphOf } from "./glyphOf";

export const StatusStrip = memo(
  function StatusStrip({ strip }: { strip: Strip }) {
    const glyph = glyphOf(strip.tone);
    return (
      <div className={styles.strip}>
        {glyph && <StatusGlyph state={glyph} size={12} />}
        <span className={styles.value} title={strip.text}>
          {strip.text}
        </span>
        <span className={styles.time}>
          <Moment strip={strip} />
        </span>
      </div>
    );
  },
  (before, after) => sameStrip(before.strip, after.strip),
);

function Moment({ strip }: { strip: Strip }) {
  if (strip.durationMs !== undefined) return formatDuration(strip.durationMs);
  if (strip.next) return <>next <Countdown to={strip.next} /></>;
  if (strip.until) return `until ${formatClock(strip.until)}`;
  return strip.since ? <Elapsed since={strip.since} /> : null;
}
