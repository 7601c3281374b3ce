import type { RunStats } from "@/api/types";
import { HistogramBar } from "./HistogramBar";
import styles from "./RunHistogram.module.css";

type Hour = RunStats["hours"][number];

/** Runs by hour: done in pale green, failed in red and waiting in violet on top. */
export function RunHistogram({ hours }: { hours: readonly Hour[] | undefined }) {
  const bars = hours ?? [];
  const busiest = Math.max(1, ...bars.map((hour) => hour.completed + hour.failed + hour.waiting));
  const step = Math.max(1, Math.ceil(bars.length / 6));
  return (
    <figure className={styles.chart} aria-label={summary(bars)}>
      <div className={styles.bars} aria-hidden>
        {bars.map((hour) => (
          <HistogramBar key={hour.at} hour={hour} busiest={busiest} />
        ))}
      </div>
      <div className={styles.axis} aria-hidden>
        {bars
          .filter((_, index) => index % step === 0)
          .map((hour) => (
            <span key={hour.at} style={{ flex: step }}>
              {axisLabel(hour.at, bars.length)}
            </span>
          ))}
      </div>
    </figure>
  );
}

function axisLabel(at: string, count: number): string {
  const date = new Date(at);
  if (count <= 24) return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(date);
  return new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" }).format(date).replace(",", "");
}

function summary(bars: readonly Hour[]): string {
  const sum = (part: "completed" | "failed" | "waiting") => bars.reduce((total, hour) => total + hour[part], 0);
  return `Runs by hour: ${sum("completed")} completed, ${sum("failed")} failed, ${sum("waiting")} waiting in ${bars.length} hours`;
}
