import type { SchedulePreview } from "@/api/types";
import { FireList } from "./FireList";
import styles from "./schedule.module.css";
import { text } from "./text";

/** What the schedule comes to: its words, and when it fires next, by the clocks of its zone. */
export function NextFires({ preview }: { preview: SchedulePreview }) {
  return (
    <section className={styles.next} aria-label={text.next}>
      <p className={styles.words} aria-live="polite">
        {preview.words}
      </p>
      <FireList fires={preview.fires} />
    </section>
  );
}
