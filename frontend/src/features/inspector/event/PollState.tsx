import type { Hearing } from "@/api/types";
import { Message } from "@/ui/Message";
import { Ago } from "@/ui/time/Ago";
import { formatMoment } from "@/ui/time/ago";
import styles from "./EventSetup.module.css";
import { text } from "./text";

/** When the trigger looked last, when it looks next, and what went wrong. */
export function PollState({ hearing }: { hearing: Hearing | undefined }) {
  const poll = hearing?.poll;
  if (!hearing) return <p className={styles.quiet}>{text.looksOnceLive}</p>;
  if (hearing.isPaused) return <p className={styles.quiet}>{text.standsStill}</p>;
  if (!poll) return <p className={styles.quiet}>{text.firstLookSoon}</p>;
  return (
    <>
      <dl className={styles.facts}>
        <dt>{text.lastLook}</dt>
        <dd>{poll.polledAt ? <Ago at={poll.polledAt} /> : text.notYet}</dd>
        <dt>{text.nextLook}</dt>
        <dd>{formatMoment(poll.nextAt)}</dd>
        <dt>{text.foundSoFar}</dt>
        <dd>{poll.found.toLocaleString("en-US")}</dd>
      </dl>
      {poll.error !== "" && <Message state={poll.failures > 0 ? "failed" : "problem"} title={poll.error} />}
    </>
  );
}
