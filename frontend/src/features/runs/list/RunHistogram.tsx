import type { RunStats } from "@/api/types";
import { axisLabels } from "./axisLabels";
import { HistogramBar } from "./HistogramBar";
import styles from "./RunHistogram.module.css";

type Hour = RunStats["hours"][number];

/** Runs by hour: done in pale green, failed in red and waiting in violet on top. */
export function RunHistogram({ hours }: { hours: readonly Hour[] | undefined }) {
  const bars = hours ?? [];
  const busiest = Math.max(1, ...bars.map((hour) => hour.completed + hour.failed + hour.waiting + hour.other));
  return (
    <figure className={styles.chart} aria-label={summary(bars)}>
      <div className={styles.bars} aria-hidden>
        {bars.map((hour) => (
          <HistogramBar key={hour.at} hour={hour} busiest={busiest} />
        ))}
      </div>
      <div className={styles.axis} aria-hidden>
        {axisLabels(bars.map((hour) => hour.at)).map(({ at, index, label }) => (
          <span key={at} style={{ left: `${(index / bars.length) * 100}%` }}>
            {label}
          </span>
        ))}
      </div>
    </figure>
  );
}

function summary(bars: readonly Hour[]): string {
  const sum = (part: "completed" | "failed" | "waiting") => bars.reduce((total, hour) => total + hour[part], 0);
  return `Runs by hour: ${sum("completed")} completed, ${sum("failed")} failed, ${sum("waiting")} waiting in ${bars.length} hours`;
}
