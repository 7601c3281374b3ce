import { ArrowUpRight, Pin } from "lucide-react";
import { useState } from "react";
import type { Run, RunStep } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { Message } from "@/ui/Message";
import { StatusPill } from "@/ui/StatusPill";
import { formatDuration } from "@/ui/time/duration";
import { JsonBox } from "./JsonBox";
import { mayPin } from "./reads";
import styles from "./TestTab.module.css";
import { text } from "./text";

export interface OutcomeProps {
  /** The step of the test, once there is one. */
  step: RunStep | undefined;
  run: Run | undefined;
  /** What the last run gave, while nothing was tested. */
  sample: { output: Json; runNumber: number } | undefined;
  /** What is pinned at the block. */
  pinned: Json | undefined;
  onPin: ((value: Json) => void) | null;
}

/** What the step gave when it was tested, or else in the last run. */
export function Outcome({ step, run, sample, pinned, onPin }: OutcomeProps) {
  const [editing, setEditing] = useState(false);
  const value = step ? (step.output as Json | undefined) : sample?.output;
  const isOver = step?.status === "completed" || step?.status === "failed";
  const isPinned = JSON.stringify(pinned) === JSON.stringify(value);
  const canPin = onPin && !isPinned && (step ? step.status === "completed" : true);
  return (
    <section aria-label={text.output} data-testid="test-output">
      <h3 className={styles.heading}>
        {text.output}
        {step && isOver ? (
          <StatusPill state={step.status === "failed" ? "failed" : "completed"}>{formatDuration(step.durationMs)}</StatusPill>
        ) : (
          !step && sample && <span className={styles.fact}>{text.lastFrom(sample.runNumber)}</span>
        )}
      </h3>
      {step?.error && <Message state="failed" title={step.error.message} />}
      {!step && !sample && !editing && <p className={styles.quiet}>{text.noOutput}</p>}
      <JsonBox
        label={text.output}
        value={step?.error ? undefined : value}
        editing={editing}
        onChange={(next) => onPin?.(next)}
        onDone={() => setEditing(false)}
        actions={
          !editing && (
            <>
              {canPin && mayPin(value) && (
                <Button size="small" icon={<Pin size={13} aria-hidden />} title={text.pinHint} onClick={() => onPin(value)}>
                  {text.pin}
                </Button>
              )}
              {onPin && !mayPin(value) && (
                <Button size="small" variant="plain" icon={<Pin size={13} aria-hidden />} title={text.pinHint} onClick={() => setEditing(true)}>
                  {text.pinOwn}
                </Button>
              )}
              {run && (
                <ButtonLink size="small" variant="plain" to={`/runs/${run.id}`} icon={<ArrowUpRight size={13} aria-hidden />}>
                  {text.openRun}
                </ButtonLink>
              )}
            </>
          )
        }
      />
      {step && step.warnings.length > 0 && <Lines title={text.warnings} lines={step.warnings.map((warning) => warning.message)} />}
      {step && step.log.length > 0 && <Lines title={text.log} lines={step.log.map((line) => line.message)} />}
    </section>
  );
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  return (
    <>
      <h3 className={styles.heading}>{title}</h3>
      <ul className={styles.lines}>
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
    </>
  );
}
