import { memo } from "react";
import type { DayStats } from "@/api/types";
import styles from "./Sparkline.module.css";

const height = 20;
const pitch = 5;
const barWidth = 3.5;

/** Runs a day over the last 30: done in green, failed in red from the ground up, the rest in violet above. */
export const Sparkline = memo(function Sparkline({ days }: { days: readonly DayStats[] }) {
  const busiest = Math.max(1, ...days.map((day) => day.completed + day.failed + day.other));
  const sum = (part: "completed" | "failed" | "other") => days.reduce((total, day) => total + day[part], 0);
  const [completed, failed, other] = [sum("completed"), sum("failed"), sum("other")];
  const words = `${completed} completed, ${failed} failed${other ? `, ${other} waiting or stopped` : ""} in ${days.length} days`;
  return (
    <svg className={styles.chart} width={days.length * pitch} height={height} role="img" aria-label={words}>
      <title>{words}</title>
      {days.map((day, index) => (
        <Day key={day.day} day={day} x={index * pitch} scale={height / busiest} />
      ))}
    </svg>
  );
});

function Day({ day, x, scale }: { day: DayStats; x: number; scale: number }) {
  const part = (count: number) => (count > 0 ? Math.max(2, count * scale) : 0);
  const total = Math.min(height, part(day.completed + day.failed + day.other));
  if (total === 0) return <rect className={styles.none} x={x} y={height - 1.5} width={barWidth} height={1.5} rx={0.75} />;
  const failed = Math.min(total, part(day.failed));
  const other = Math.min(total - failed, part(day.other));
  const whole = failed + other >= total;
  return (
    <>
      {!whole && <rect className={styles.completed} x={x} y={height - total} width={barWidth} height={total} rx={1.2} />}
      {other > 0 && <rect className={styles.other} x={x} y={height - failed - other} width={barWidth} height={other} rx={1.2} />}
      {failed > 0 && <rect className={styles.failed} x={x} y={height - failed} width={barWidth} height={failed} rx={1.2} />}
    </>
  );
}
