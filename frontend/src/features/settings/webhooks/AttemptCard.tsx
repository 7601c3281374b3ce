import type { WebhookDeliveryDetail } from "@/api/types";
import { JsonView } from "@/ui/json/JsonView";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatMoment } from "@/ui/time/ago";
import { formatDuration } from "@/ui/time/duration";
import { text } from "./text";
import styles from "./Webhooks.module.css";

/** One try: when, how long, what came back. */
export function AttemptCard({ attempt }: { attempt: WebhookDeliveryDetail["attemptLog"][number] }) {
  return (
    <article className={styles.attempt}>
      <header className={styles.attemptHead}>
        <StatusGlyph state={attempt.error ? "failed" : "completed"} size={14} />
        <b>{text.attempt(attempt.number)}</b>
        {attempt.status === null ? text.noAnswer : text.answered(attempt.status)}
        <span className="num">
          {formatMoment(attempt.at)} · {formatDuration(attempt.durationMs)}
        </span>
      </header>
      {attempt.error && <p>{attempt.error}</p>}
      {attempt.status !== null && (attempt.answer ? <pre className={styles.answer}>{attempt.answer}</pre> : <p className={styles.quiet}>{text.emptyAnswer}</p>)}
      <details>
        <summary className={styles.quiet}>{text.headers}</summary>
        <JsonView value={attempt.headers} label={text.headers} copy={false} />
      </details>
    </article>
  );
}
