import { memo } from "react";
import type { RunStats } from "@/api/types";
import styles from "./RunHistogram.module.css";

const height = 40;

export const HistogramBar = memo(function HistogramBar({ hour, busiest }: { hour: RunStats["hours"][number]; busiest: number }) {
  const part = (count: number) => (count > 0 ? Math.max(3, Math.round((count / busiest) * height)) : 0);
  return (
    <span className={styles.bar} title={inWords(hour)}>
      {hour.other > 0 && <i className={styles.other} style={{ height: part(hour.other) }} />}
      {hour.waiting > 0 && <i className={styles.waiting} style={{ height: part(hour.waiting) }} />}
      {hour.failed > 0 && <i className={styles.failed} style={{ height: part(hour.failed) }} />}
      {hour.completed > 0 && <i className={styles.completed} style={{ height: part(hour.completed) }} />}
      {hour.completed + hour.failed + hour.waiting + hour.other === 0 && <i className={styles.none} />}
    </span>
  );
});

function inWords(hour: RunStats["hours"][number]): string {
  const clock = (ms: number) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date(ms));
  const start = Date.parse(hour.at);
  const counts = [`${hour.completed} completed`, hour.failed && `${hour.failed} failed`, hour.waiting && `${hour.waiting} waiting`, hour.other && `${hour.other} under way or stopped`];
  return `${clock(start)} to ${clock(start + 3_600_000)}: ${counts.filter(Boolean).join(", ")}`;
}
