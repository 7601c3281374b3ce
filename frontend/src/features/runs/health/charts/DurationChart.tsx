import { formatDuration } from "@/ui/time/duration";
import { text } from "../text";
import { ChartPanel } from "./ChartPanel";
import styles from "./Charts.module.css";
import { durationColumns } from "./columns";
import type { PartsProps } from "./OutcomeChart";
import { durationTicks, onLog } from "./scale";
import { Scroll } from "./Scroll";
import { PLOT, TimeChart } from "./TimeChart";
import { partWords } from "./times";

const dot = 2.5;

/** For each part of the time a range: half of the runs ended by its lower end, 95 % by its upper one. */
export function DurationChart({ parts, period, workflowId, half, most }: PartsProps & { half: number | null; most: number | null }) {
  const { durations } = text;
  const known = parts.flatMap((part) => (part.p50Ms === null || part.p95Ms === null ? [] : [part.p50Ms, part.p95Ms]));
  if (known.length === 0) {
    return (
      <ChartPanel title={durations.title} hint={durations.hint}>
        <p className={styles.none}>{durations.none}</p>
      </ChartPanel>
    );
  }
  const ticks = durationTicks(known);
  const height = (ms: number) => PLOT - onLog(ms, ticks) * PLOT;
  const legend = (
    <ul className={styles.legend}>
      <li>
        <svg width="12" height="12" aria-hidden>
          <circle cx="6" cy="6" r="3.5" className={styles.half} />
        </svg>
        {durations.half}
      </li>
      <li>
        <svg width="12" height="12" aria-hidden>
          <rect x="1" y="4.5" width="10" height="3" className={styles.most} />
        </svg>
        {durations.most}
      </li>
    </ul>
  );
  const table = () => (
    <Scroll label={durations.table}>
      <table className={styles.table} aria-label={durations.table}>
        <thead>
          <tr>
            <th>{text.time}</th>
            <th>{durations.half}</th>
            <th>{durations.most}</th>
          </tr>
        </thead>
        <tbody>
          {parts.toReversed().map((part) => (
            <tr key={part.from}>
              <td>{partWords(period, part.from, part.to)}</td>
              <td>{formatDuration(part.p50Ms) || "–"}</td>
              <td>{formatDuration(part.p95Ms) || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
  return (
    <ChartPanel title={durations.title} hint={durations.hint} legend={legend} table={table}>
      <TimeChart
        summary={`${durations.title}: ${durations.half.toLowerCase()} ${formatDuration(half)}, ${durations.most} ${formatDuration(most)}`}
        keys={text.keys}
        period={period}
        columns={durationColumns(parts, period, workflowId)}
        lines={ticks.map((tick) => ({ at: onLog(tick, ticks), label: formatDuration(tick) }))}
        draw={(index, width) => {
          const part = parts[index];
          if (!part || part.p50Ms === null || part.p95Ms === null) return null;
          const [low, high] = [height(part.p50Ms), height(part.p95Ms)];
          return (
            <>
              <rect x={width * 0.2} y={high} width={width * 0.6} height={Math.max(0, low - high)} className={styles.range} />
              <rect x={0} y={high - 1} width={width} height={2.5} className={styles.most} />
              <circle cx={width / 2} cy={low} r={Math.min(dot + 1, Math.max(dot, width / 3))} className={styles.half} />
            </>
          );
        }}
      />
    </ChartPanel>
  );
}
