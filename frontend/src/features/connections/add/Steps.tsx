import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./Add.module.css";
import { addText as text } from "./text";

/** How far one is: 0, 1 or 2. */
export function Steps({ at }: { at: number }) {
  return (
    <ol className={styles.steps}>
      {text.steps.map((label, index) => (
        <li key={label} data-state={index < at ? "done" : index === at ? "now" : "next"} aria-current={index === at ? "step" : undefined}>
          {index < at ? <StatusGlyph state="completed" size={15} /> : <span className={styles.number}>{index + 1}</span>}
          {label}
        </li>
      ))}
    </ol>
  );
}
