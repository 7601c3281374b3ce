import type { WorkflowSchedule } from "@/api/types";
import { Message } from "@/ui/Message";
import { fireDay, fireTime, untilWords } from "@/ui/time/until";
import { useNow } from "@/ui/time/useNow";
import { text } from "./text";
import styles from "./ticks.module.css";

export function NextTick({ schedule }: { schedule: WorkflowSchedule }) {
  const now = useNow(1_000);
  const [next] = schedule.nextFires;
  if (schedule.error) return <Message state="failed" title={schedule.error}>{text.tried}</Message>;
  if (schedule.status === "paused") return <Message state="waiting" title={text.paused}>{text.pausedMore}</Message>;
  return (
    <div className={styles.next}>
      <small>{text.live(schedule.words)}</small>
      {next && (
        <p>
          {text.next} <b>{`${fireDay(next.local)}, ${fireTime(next.local)}`}</b> <span>{untilWords(next.at, now)}</span>
        </p>
      )}
      {schedule.queued > 0 && <small>{text.queued(schedule.queued)}</small>}
    </div>
  );
}
