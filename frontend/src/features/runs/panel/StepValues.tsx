import { useState } from "react";
import { useStepOfRound } from "@/api/queries/useStepOfRound";
import type { RunStep } from "@/api/types";
import type { StepView } from "@/graph/runState";
import { JsonView } from "@/ui/json/JsonView";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatDuration } from "@/ui/time/duration";
import { exactClock } from "./clock";
import { CutNote } from "./CutNote";
import styles from "./StepDetail.module.css";
import { text } from "./text";

/** Input as sent, output or error, attempts and warnings of one step. */
export function StepValues({ runId, step, detail: shown }: { runId: string; step: StepView | undefined; detail: RunStep | undefined }) {
  const [wanted, setWanted] = useState(false);
  const whole = useStepOfRound(runId, shown?.id ?? "", shown?.iteration ?? [], wanted && shown !== undefined);
  const detail = (wanted && whole.data) || shown;
  const note = (value: "input" | "output") =>
    detail?.cut?.includes(value) && <CutNote isFetching={whole.isFetching} error={whole.error} onWhole={() => (wanted ? void whole.refetch() : setWanted(true))} />;
  const error = detail?.error ?? step?.error ?? null;
  const isOver = step?.status === "completed" || step?.status === "failed";
  return (
    <div className={styles.values}>
      <Heading title={text.input} fact={text.asSent} />
      {note("input")}
      <Json label={text.input} value={detail?.input} isCut={detail?.cut?.includes("input")} empty={isOver ? text.noStepInput : text.noInputYet} />
      {error && (
        <>
          <Heading title={text.error} fact={error.code} />
          <Json label={text.error} value={error} empty="" />
        </>
      )}
      {(!error || (detail && detail.output !== null)) && (
        <>
          <Heading title={text.output} fact={isOver ? formatDuration(step.durationMs) : undefined} />
          {note("output")}
          <Json label={text.output} value={detail?.output} isCut={detail?.cut?.includes("output")} empty={isOver ? "null" : text.noOutputYet} />
        </>
      )}
      {detail && detail.warnings.length > 0 && (
        <>
          <Heading title={text.warnings} />
          <ul className={styles.list}>
            {detail.warnings.map((warning) => (
              <li key={warning.path + warning.message}>
                <StatusGlyph state="problem" size={13} />
                <span>{warning.message}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {detail && detail.attempts > 1 && (
        <>
          <Heading title={text.attempts} fact={String(detail.attempts)} />
          <ol className={styles.list}>
            {detail.attemptLog.map((attempt) => (
              <li key={attempt.attempt}>
                <StatusGlyph state={attempt.error ? "failed" : attempt.completedAt ? "completed" : "running"} size={13} />
                <span>
                  {attempt.error?.message ?? text.wentThrough}
                  <small>{exactClock(attempt.startedAt)}</small>
                </span>
              </li>
            ))}
            {detail.status === "completed" && detail.attempts > detail.attemptLog.length && (
              <li>
                <StatusGlyph state="completed" size={13} />
                <span>{text.wentThrough}</span>
              </li>
            )}
          </ol>
        </>
      )}
      {detail && detail.log.length > 0 && (
        <>
          <Heading title={text.log} />
          <ul className={styles.list}>
            {detail.log.map((line, index) => (
              <li key={index}>
                <span>{line.message}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Heading({ title, fact }: { title: string; fact?: string | undefined }) {
  return (
    <h4 className={styles.heading}>
      {title}
      {fact && <span>{fact}</span>}
    </h4>
  );
}

/** Of what is cut everything is open: it is short, and at its ends it says how much there is. */
function Json({ label, value, empty, isCut = false }: { label: string; value: unknown; empty: string; isCut?: boolean | undefined }) {
  if (value === null || value === undefined) return <p className={styles.none}>{empty}</p>;
  return <JsonView key={String(isCut)} value={value} label={label} openDepth={isCut ? 6 : 2} className={styles.json} />;
}
