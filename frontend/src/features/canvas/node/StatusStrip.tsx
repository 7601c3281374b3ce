import { memo } from "react";
import { sameStrip, type Strip } from "@/graph/strip";
import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./BlockCard.module.css";
import { Moment } from "./Moment";
import { glyphOf } from "./glyphOf";

export const StatusStrip = memo(
  function StatusStrip({ strip }: { strip: Strip }) {
    const glyph = glyphOf(strip.tone);
    return (
      <div className={styles.strip}>
        {strip.share !== undefined && <i className={styles.share} style={{ width: `${Math.round(strip.share * 100)}%` }} aria-hidden />}
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
