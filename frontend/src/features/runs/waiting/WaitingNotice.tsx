import { ArrowUpRight } from "lucide-react";
import type { RunStep, WaitingStep } from "@/api/types";
import { TimeLeft } from "@/forms/decision/TimeLeft";
import { ButtonLink } from "@/ui/ButtonLink";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatClock } from "@/ui/time/ago";
import { ApprovalAsk } from "./ApprovalAsk";
import { text } from "./text";
import { UncertainAsk } from "./UncertainAsk";
import { waitWords } from "./waitWords";
import styles from "./WaitingNotice.module.css";

export interface WaitingNoticeProps {
  runId: string;
  name: string;
  wait: WaitingStep;
  /** The step with its resolved config, once it is fetched. */
  step: RunStep | undefined;
}

/** What a step waits for, how long, and what one can do about it. */
export function WaitingNotice({ runId, name, wait, step }: WaitingNoticeProps) {
  return (
    <div className={styles.notice} data-reason={wait.reason}>
      <p className={styles.head} role="status">
        <StatusGlyph state="waiting" size={16} />
        <b>{waitWords(name, wait.reason)}</b>
        {wait.until && (
          <span className={styles.until}>
            until {formatClock(wait.until)} · <TimeLeft until={wait.until} />
          </span>
        )}
      </p>
      {wait.reason === "approval" && <ApprovalAsk key={wait.stepId} runId={runId} wait={wait} step={step} />}
      {wait.reason === "uncertain" && <UncertainAsk key={wait.stepId} runId={runId} stepId={wait.stepId} error={step?.error?.message ?? ""} />}
      {wait.reason === "subworkflow" && wait.childRunId && (
        <ButtonLink size="small" to={`/runs/${wait.childRunId}`} icon={<ArrowUpRight size={13} aria-hidden />}>
          {text.childRun}
        </ButtonLink>
      )}
      {wait.reason === "connection" && (
        <>
          {step?.error?.message && <p className={styles.quiet}>{step.error.message}</p>}
          <ButtonLink size="small" to="/connections">
            {text.connections}
          </ButtonLink>
        </>
      )}
    </div>
  );
}
