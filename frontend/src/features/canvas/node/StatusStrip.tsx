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
