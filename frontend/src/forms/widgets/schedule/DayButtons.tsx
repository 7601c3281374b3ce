import { WEEKDAYS } from "@/graph/schedule";
import styles from "./schedule.module.css";
import { text } from "./text";

/** The days of the week as switches; one stays on. */
export function DayButtons({ days, disabled, onChange }: { days: readonly number[]; disabled: boolean; onChange: (days: number[]) => void }) {
  const toggle = (day: number) => {
    const next = days.includes(day) ? days.filter((one) => one !== day) : [...days, day];
    if (next.length > 0) onChange(next);
  };
  return (
    <div role="group" aria-label={text.days} className={styles.days}>
      {WEEKDAYS.map(({ day, name }) => (
        <button key={day} type="button" aria-label={name} title={name} aria-pressed={days.includes(day)} disabled={disabled} onClick={() => toggle(day)}>
          {name.slice(0, 2)}
        </button>
      ))}
    </div>
  );
}
