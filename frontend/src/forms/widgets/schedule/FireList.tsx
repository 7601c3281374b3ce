import { TriangleAlert } from "lucide-react";
import type { ScheduleFire } from "@/api/types";
import { fireDay, fireTime, untilWords } from "@/ui/time/until";
import { useNow } from "@/ui/time/useNow";
import styles from "./schedule.module.css";

/** Times by the zone's own clocks, with a word where those are put forward or back. */
export function FireList({ fires }: { fires: readonly ScheduleFire[] }) {
  const now = useNow(30_000);
  return (
    <ol className={styles.fires}>
      {fires.map((fire, index) => (
        <li key={fire.at}>
          <time dateTime={fire.at}>
            <span>{fireDay(fire.local)}</span>
            <b>{fireTime(fire.local)}</b>
          </time>
          {index === 0 && <small>{untilWords(fire.at, now)}</small>}
          {fire.note && (
            <p>
              <TriangleAlert size={12} aria-hidden /> {fire.note}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
