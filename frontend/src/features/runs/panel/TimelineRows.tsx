import { Hourglass } from "lucide-react";
import { roundsEnded, type StepView } from "@/graph/runState";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { statusWord } from "@/ui/StatusPill";
import { cx } from "@/ui/cx";
import { formatDuration } from "@/ui/time/duration";
import { Elapsed } from "@/ui/time/Elapsed";
import { countsOf } from "../iterations/iterations";
import { stepGlyph } from "./states";
import { text } from "./text";
import type { Timeline, TimelineRow } from "./timeline";
import styles from "./Timeline.module.css";

export interface TimelineRowsProps {
  timeline: Timeline;
  isOver: boolean;
  selectedId: string | null;
  onSelect: (blockId: string) => void;
}

/** From this share on, a narrow axis has no room for a label beside that of the end. */
const LATE = 0.55;

const percent = (share: number) => `${String(share * 100)}%`;

export function TimelineRows({ timeline, isOver, selectedId, onSelect }: TimelineRowsProps) {
  const { scale, start, end, rows } = timeline;
  const total = formatDuration(end - start);
  // A label needs room: ticks close to the end, to the fold or to one another go without.
  const labelled = scale.ticks.filter((tick) => tick.at < 0.84 && (!scale.fold || tick.at > scale.fold.to + 0.1));
  return (
    <div className={styles.chart}>
      <div className={styles.axis} aria-hidden>
        {scale.fold && (
          <span className={styles.fold} data-late={scale.fold.from > LATE || undefined} style={{ left: percent(scale.fold.from) }}>
            <Hourglass size={11} />
            {/* Near the end its words would lie under those of the end, which say as much. */}
            {scale.fold.from < 0.5 && text.folded(formatDuration(scale.fold.ms))}
          </span>
        )}
        {labelled.map((tick) => (
          <span key={tick.time} className={styles.tick} data-late={tick.at > LATE || undefined} style={{ left: percent(tick.at) }}>
            {formatDuration(tick.time).replace(".0 s", " s")}
          </span>
        ))}
        <span className={cx(styles.tick, styles.end, !isOver && styles.now)}>{isOver ? total : `${text.now} ${total}`}</span>
      </div>
      <div className={styles.body}>
        <ol className={styles.rows} aria-label={text.timeline}>
          {rows.map((row) => (
            <Row key={row.blockId} row={row} timeline={timeline} isOn={row.blockId === selectedId} onSelect={onSelect} />
          ))}
        </ol>
        {!isOver && <i className={styles.nowLine} aria-hidden />}
      </div>
    </div>
  );
}

interface RowProps {
  row: TimelineRow;
  timeline: Timeline;
  isOn: boolean;
  onSelect: (blockId: string) => void;
}

function Row({ row, timeline: { scale }, isOn, onSelect }: RowProps) {
  const { step } = row;
  const isQuiet = step === undefined || step.status === "skipped" || step.status === "pending";
  return (
    <li>
      <button
        type="button"
        className={cx(styles.row, isOn && styles.on, isQuiet && styles.quiet)}
        aria-pressed={isOn}
        data-block={row.blockId}
        data-status={step?.status ?? "queued"}
        onClick={() => onSelect(row.blockId)}
      >
        <StatusGlyph state={stepGlyph(step)} size={13} />
        <span className={styles.name} style={{ paddingLeft: row.depth * 14 }}>
          {row.name}
        </span>
        <span className="visually-hidden">{statusWord(stepGlyph(step))}</span>
        <span className={styles.bars}>
          {scale.ticks.map((tick) => (
            <i key={tick.time} className={styles.line} style={{ left: percent(tick.at) }} />
          ))}
          {row.bars.map((bar) => (
            <i key={`${bar.kind}${String(bar.from)}`} className={cx(styles.bar, styles[bar.kind])} style={{ left: percent(scale.at(bar.from)), width: percent(scale.at(bar.to) - scale.at(bar.from)) }} />
          ))}
        </span>
        <span className={styles.took}>
          <Took row={row} />
        </span>
      </button>
    </li>
  );
}

function Took({ row: { step } }: { row: TimelineRow }) {
  if (step?.rounds) return <Rounds step={step} />;
  if (step?.reused) return text.reused;
  if (step?.status === "skipped") return text.skipped;
  if (step?.status === "retrying" && step.attempt) return text.attempt(step.attempt);
  if (step?.durationMs !== undefined) return formatDuration(step.durationMs);
  return step?.startedAt && step.status !== "cancelled" ? <Elapsed since={step.startedAt} /> : null;
}

/** Thousands of steps inside a loop are one row: how many of them, and how many failed. */
function Rounds({ step }: { step: StepView }) {
  const { total, failed } = countsOf(step);
  if (failed > 0) return text.failedTimes(failed);
  const ended = roundsEnded(step);
  return ended < total ? text.doneOf(ended, total) : text.times(total);
}
