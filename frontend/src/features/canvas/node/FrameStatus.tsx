import { memo } from "react";
import { sameStrip, type Strip } from "@/graph/strip";
import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./Frame.module.css";
import { Moment } from "./Moment";
import { glyphOf } from "./glyphOf";

/** At the right of a frame's header: a bar while it runs, how many items are done, and how long. Nothing before the first run. */
export const FrameStatus = memo(
  function FrameStatus({ strip }: { strip: Strip }) {
    const glyph = glyphOf(strip.tone);
    if (strip.tone === "none") return null;
    const { progress } = strip;
    return (
      <span className={styles.status} title={strip.text}>
        {progress && strip.tone === "running" && (
          <span className={styles.bar} aria-hidden>
            <i style={{ width: `${progress.items > 0 ? (progress.done / progress.items) * 100 : 0}%` }} />
          </span>
        )}
        {glyph && <StatusGlyph state={glyph} size={14} />}
        <span className={styles.value}>{strip.text}</span>
        <span className={styles.time}>
          <Moment strip={strip} />
        </span>
      </span>
    );
  },
  (before, after) => sameStrip(before.strip, after.strip),
);
