import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { Link } from "react-router";
import type { FiguresAsked } from "@/api/queries/useFigures";
import { cx } from "@/ui/cx";
import styles from "./Charts.module.css";
import { axisWords } from "./times";
import { useWidth } from "./useWidth";

export const HEIGHT = 168;
const TOP = 8;
const BOTTOM = 22;
const LEFT = 44;
const RIGHT = 4;
/** How high the drawing itself is, between the axis and the top line. */
export const PLOT = HEIGHT - TOP - BOTTOM;

export interface Column {
  from: string;
  to: string;
  /** Where its runs are listed. */
  link: string;
  /** Said of it, and shown beside it while it is pointed at. */
  heading: string;
  facts: readonly string[];
}

export interface TimeChartProps {
  /** What it shows, in a sentence. */
  summary: string;
  keys: string;
  period: FiguresAsked["period"];
  columns: readonly Column[];
  /** Lines across: where each lies, from 0 at the bottom to 1, and its words. */
  lines: readonly { at: number; label: string }[];
  /** What a column looks like, in a box of this width whose bottom is PLOT. */
  draw: (index: number, width: number) => ReactNode;
}

/** Columns over time. One of them is in the tab order; arrows go to its neighbours, Enter opens its runs. */
export function TimeChart({ summary, keys, period, columns, lines, draw }: TimeChartProps) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const hint = useId();
  const [stop, setStop] = useState(columns.length - 1);
  const [pointed, setPointed] = useState<number | null>(null);
  const inner = Math.max(0, width - LEFT - RIGHT);
  const step = columns.length > 0 ? inner / columns.length : 0;
  const bar = Math.max(1, Math.min(28, step * 0.72));
  const current = Math.min(stop, columns.length - 1);
  const words = axisWords(period, columns.map((column) => column.from), inner);
  const shown = pointed === null ? undefined : columns[pointed];

  const go = (event: KeyboardEvent<SVGGElement>) => {
    const to = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: columns.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= columns.length) return;
    event.preventDefault();
    event.currentTarget.querySelector<SVGAElement>(`[data-column="${to}"]`)?.focus();
  };

  return (
    <div className={styles.frame} ref={frame}>
      <svg width={width} height={HEIGHT} role="group" aria-label={summary} aria-describedby={hint} className={styles.chart}>
        {lines.map(({ at, label }) => (
          <g key={label} transform={`translate(0 ${TOP + (1 - at) * PLOT})`} aria-hidden>
            <line x1={LEFT} x2={width - RIGHT} className={at === 0 ? styles.ground : styles.line} />
            <text x={LEFT - 8} dy="0.32em" textAnchor="end" className={styles.words}>
              {label}
            </text>
          </g>
        ))}
        {words.map(({ index, label }) => (
          <text key={index} x={LEFT + (index + 0.5) * step} y={HEIGHT - 6} textAnchor={index === 0 ? "start" : index === columns.length - 1 ? "end" : "middle"} dx={index === 0 ? -step / 2 : index === columns.length - 1 ? step / 2 : 0} className={styles.words} aria-hidden>
            {label}
          </text>
        ))}
        {/* The keys belong to the links inside, which take the focus. */}
        <g onKeyDown={go}>
          {width > 0 &&
            columns.map((column, index) => (
              <Link
                key={column.from}
                to={column.link}
                data-column={index}
                tabIndex={index === current ? 0 : -1}
                aria-label={`${column.heading}: ${column.facts.join(", ")}`}
                className={cx(styles.column, pointed === index && styles.pointed)}
                onFocus={() => {
                  setStop(index);
                  setPointed(index);
                }}
                onBlur={() => setPointed(null)}
                onMouseEnter={() => setPointed(index)}
                onMouseLeave={() => setPointed(null)}
              >
                <rect x={LEFT + index * step} y={TOP} width={step} height={PLOT} className={styles.ground0} />
                <g transform={`translate(${LEFT + index * step + (step - bar) / 2} ${TOP})`}>{draw(index, bar)}</g>
              </Link>
            ))}
        </g>
      </svg>
      <p id={hint} className="visually-hidden">
        {keys}
      </p>
      {shown && pointed !== null && (
        <div className={styles.tip} style={{ left: Math.min(Math.max(LEFT + (pointed + 0.5) * step, 90), Math.max(90, width - 90)) }} aria-hidden>
          <b>{shown.heading}</b>
          {shown.facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </div>
      )}
    </div>
  );
}
