import { X } from "lucide-react";
import { Link } from "react-router";
import { cx } from "@/ui/cx";
import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./Guide.module.css";
import { text } from "./text";
import type { Guide } from "./useGuide";

/** The checklist of the first steps: where each is done, and what comes next. */
export function GuideCard({ guide, onLeave }: { guide: Guide; onLeave?: () => void }) {
  const { steps, done, next, hide } = guide;
  return (
    <section className={styles.card} aria-label={text.title}>
      <header className={styles.head}>
        <h2>{text.title}</h2>
        <span className={styles.count}>{text.count(done, steps.length)}</span>
        <button type="button" className={styles.hide} aria-label={text.hide} title={text.hide} onClick={hide}>
          <X size={14} aria-hidden />
        </button>
      </header>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step.id} className={cx(step.isDone && styles.done)}>
            <StatusGlyph state={step.isDone ? "completed" : "queued"} size={14} />
            <div>
              <Link to={step.to} onClick={onLeave}>
                {step.label}
              </Link>
              {step.isDone && <span className="visually-hidden"> ({text.done})</span>}
              {step === next && <p>{step.hint}</p>}
            </div>
          </li>
        ))}
      </ol>
      {!next && <p className={styles.end}>{text.allDone}</p>}
    </section>
  );
}
