import { readWholeValue, type ValueSource } from "@/api/queries/useRunValue";
import type { RunStep } from "@/api/types";
import type { StepView } from "@/graph/runState";
import { JsonView } from "@/ui/json/JsonView";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatDuration } from "@/ui/time/duration";
import { LargeValue } from "../values/LargeValue";
import { exactClock } from "./clock";
import styles from "./StepDetail.module.css";
import { text } from "./text";

/** Input as sent, output or error, attempts and warnings of one step. */
export function StepValues({ runId, step, detail }: { runId: string; step: StepView | undefined; detail: RunStep | undefined }) {
  const large = (of: "input" | "output", label: string) => {
    if (!detail?.cut?.includes(of)) return null;
    const source: ValueSource = { runId, stepId: detail.stepId, of };
    // What a block was sent has no name in expressions: its paths begin with the field.
    return <LargeValue source={source} label={label} root={of === "output" ? ["steps", detail.id, "output"] : []} readWhole={() => readWholeValue(source, { block: detail.id, iteration: detail.iteration })} />;
  };
  const error = detail?.error ?? step?.error ?? null;
  const isOver = step?.status === "completed" || step?.status === "failed";
  return (
    <div className={styles.values}>
      <Heading title={text.input} fact={text.asSent} />
      {large("input", text.input) ?? <Json label={text.input} value={detail?.input} empty={isOver ? text.noStepInput : text.noInputYet} />}
      {error && (
        <>
          <Heading title={text.error} fact={error.code} />
          <Json label={text.error} value={error} empty="" />
        </>
      )}
      {(!error || (detail && detail.output !== null)) && (
        <>
          <Heading title={text.output} fact={isOver ? formatDuration(step.durationMs) : undefined} />
          {large("output", text.output) ?? <Json label={text.output} value={detail?.output} empty={isOver ? "null" : text.noOutputYet} />}
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

function Json({ label, value, empty }: { label: string; value: unknown; empty: string }) {
  if (value === null || value === undefined) return <p className={styles.none}>{empty}</p>;
  return <JsonView value={value} label={label} openDepth={2} className={styles.json} />;
}
