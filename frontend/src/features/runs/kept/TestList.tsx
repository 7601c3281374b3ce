import type { RunTest } from "@/api/types";
import { cx } from "@/ui/cx";
import { StatusGlyph, type GlyphState } from "@/ui/StatusGlyph";
import styles from "./Kept.module.css";
import { text } from "./text";

const GLYPHS: Record<RunTest["status"], GlyphState> = { never: "queued", running: "running", passed: "completed", failed: "failed" };

export function TestList({ tests, chosen, onChoose }: { tests: RunTest[]; chosen: string; onChoose: (id: string) => void }) {
  return (
    <ul className={styles.list} aria-label={text.title}>
      {tests.map((test) => (
        <li key={test.id}>
          <button type="button" className={cx(styles.row, test.id === chosen && styles.chosen)} aria-pressed={test.id === chosen} data-status={test.status} onClick={() => onChoose(test.id)}>
            <StatusGlyph state={GLYPHS[test.status]} size={15} />
            <span className={styles.words}>
              <b>{test.name}</b>
              <small>
                {stateText(test)} · {text.from(test.runNumber)}
              </small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function stateText(test: RunTest): string {
  const state = test.status === "failed" ? text.differing(test.differing) : text.states[test.status];
  return test.isCurrent || test.status === "never" ? state : `${state}, ${text.old.toLowerCase()}`;
}
