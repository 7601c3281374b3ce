import type { RunTestStep } from "@/api/types";
import { Button } from "@/ui/Button";
import { Tag } from "@/ui/Chip";
import styles from "./Kept.module.css";
import { text } from "./text";

/** What one step did otherwise: each place with what was expected and what it is now. */
export function StepDiff({ step, onIgnore }: { step: RunTestStep; onIgnore: ((place: string) => void) | null }) {
  return (
    <article className={styles.step}>
      <h3 className={styles.heading}>
        {step.name}
        {step.iteration !== "" && <small>#{step.iteration}</small>}
        <Tag>{text.changes[step.change]}</Tag>
      </h3>
      {step.change === "missing" && <p className={styles.quiet}>{text.missing}</p>}
      {step.change === "added" && <p className={styles.quiet}>{text.added}</p>}
      {step.differences.length > 0 && (
        <table className={styles.places}>
          <thead>
            <tr>
              <th scope="col">{text.where}</th>
              <th scope="col">{text.expected}</th>
              <th scope="col">{text.actual}</th>
              <th scope="col" aria-label={text.ignore} />
            </tr>
          </thead>
          <tbody>
            {step.differences.map((one) => (
              <tr key={one.place}>
                <th scope="row">
                  {text.parts[one.part]}
                  {one.path !== "" && <code>{one.path}</code>}
                </th>
                <td className={styles.before}>{shown(one.expected)}</td>
                <td className={styles.after}>{shown(one.actual)}</td>
                <td>
                  {onIgnore && (
                    <Button size="small" variant="plain" title={text.ignoreWhy} onClick={() => onIgnore(one.place)}>
                      {text.ignore}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </article>
  );
}

const LONGEST = 300;

function shown(value: unknown): string {
  if (value === null || value === undefined) return text.nothing;
  const words = typeof value === "string" ? value : JSON.stringify(value);
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}
