import type { StepView } from "@/graph/runState";
import { cx } from "@/ui/cx";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatClock } from "@/ui/time/ago";
import { Countdown } from "@/ui/time/Countdown";
import { stepGlyph } from "./states";
import styles from "./StepDetail.module.css";

const waits: Record<string, string> = {
  wait: "waits for its time",
  approval: "waits for a person",
  rate_limit: "waits until it may send again",
  connection: "waits for a connection to be mended",
  uncertain: "waits for somebody to say whether it happened",
  subworkflow: "waits for another workflow",
};

/** What is out of the ordinary about a step, and what comes next. */
export function StepNotice({ name, step }: { name: string; step: StepView }) {
  const content = notice(name, step);
  if (!content) return null;
  return (
    <div className={cx(styles.notice, styles[step.status])} role="status">
      <StatusGlyph state={stepGlyph(step)} size={16} />
      <div>
        <b>{content.title}</b>
        {content.more && <p>{content.more}</p>}
      </div>
    </div>
  );
}

function notice(name: string, step: StepView): { title: React.ReactNode; more: string } | null {
  const message = step.error?.message ?? "";
  switch (step.status) {
    case "retrying": {
      const next = step.attempt ?? 2;
      const of = step.maxAttempts ? ` of ${String(step.maxAttempts)}` : "";
      const when = step.nextAttemptAt ? <Countdown to={step.nextAttemptAt} /> : "soon";
      return { title: <>Attempt {next}{of} comes {when}.</>, more: message };
    }
    case "waiting":
      return { title: `${name} ${waits[step.reason ?? ""] ?? "waits"}${step.until ? ` until ${formatClock(step.until)}` : ""}.`, more: message };
    case "failed":
      return { title: message === "" ? `${name} failed.` : message, more: after(step) };
    case "cancelled":
      return { title: `${name} was stopped before it ended.`, more: "" };
    default:
      return null;
  }
}

function after(step: StepView): string {
  if (step.port === "error") return "Its error edge was taken, so the run went on.";
  return step.port ? "The run went on without it." : "";
}
