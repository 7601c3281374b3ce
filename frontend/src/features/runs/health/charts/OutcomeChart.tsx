import type { FiguresAsked } from "@/api/queries/useFigures";
import type { FiguresPart } from "@/api/types";
import { text } from "../text";
import { ChartPanel } from "./ChartPanel";
import styles from "./Charts.module.css";
import { outcomeColumns, outcomes, stacked, totalOf } from "./columns";
import { OutcomeTable } from "./OutcomeTable";
import { countTicks } from "./scale";
import { PLOT, TimeChart } from "./TimeChart";

export interface PartsProps {
  parts: readonly FiguresPart[];
  period: FiguresAsked["period"];
  workflowId: string;
}

/** Runs over time, by what became of them. */
export function OutcomeChart({ parts, period, workflowId }: PartsProps) {
  const ticks = countTicks(Math.max(...parts.map(totalOf)));
  const most = ticks.at(-1) ?? 1;
  const present = outcomes.filter((name) => parts.some((part) => part[name] > 0));
  const title = text.runs.title[period];
  const counted = (name: (typeof outcomes)[number]) => parts.reduce((sum, part) => sum + part[name], 0).toLocaleString("en-US");
  const summary = `${title}: ${present.map((name) => `${counted(name)} ${text.outcomes[name].toLowerCase()}`).join(", ")}`;
  const legend = (
    <ul className={styles.legend}>
      {present.map((name) => (
        <li key={name}>
          <svg width="12" height="12" aria-hidden>
            <rect x="1" y="1" width="10" height="10" rx="2" className={styles[name]} />
          </svg>
          {text.outcomes[name]}
        </li>
      ))}
    </ul>
  );
  return (
    <ChartPanel title={title} hint={text.runs.hint} legend={legend} table={() => <OutcomeTable parts={parts} period={period} workflowId={workflowId} />}>
      <TimeChart
        summary={summary}
        keys={text.keys}
        period={period}
        columns={outcomeColumns(parts, period, workflowId)}
        lines={ticks.map((tick) => ({ at: tick / most, label: tick.toLocaleString("en-US") }))}
        draw={(index, width) =>
          stacked(parts[index] as FiguresPart, most, PLOT).map(({ name, y, height }) => (
            <rect key={name} x={0} y={y + 0.5} width={width} height={Math.max(1.5, height - 1)} rx={Math.min(2, width / 2)} className={styles[name]} />
          ))
        }
      />
    </ChartPanel>
  );
}
