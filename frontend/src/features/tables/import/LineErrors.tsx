import type { SheetPreview } from "@/api/types";
import { Message } from "@/ui/Message";
import { text } from "../text";
import styles from "./ImportDialog.module.css";

const words = text.import;

export interface LineErrorsProps {
  skipped: number;
  errors: SheetPreview["errors"];
  skip: boolean;
  /** Whether any line is left to import. */
  mayContinue: boolean;
  onSkip: (skip: boolean) => void;
}

/** Each line that cannot be a row, with its reason, and the choice to leave them out. */
export function LineErrors({ skipped, errors, skip, mayContinue, onSkip }: LineErrorsProps) {
  return (
    <Message state="problem" title={words.skipped(skipped)}>
      <ol className={styles.errors}>
        {errors.map((error) => (
          <li key={error.line}>
            <b className="num">{words.line(error.line)}</b> {error.message}
          </li>
        ))}
      </ol>
      {errors.length < skipped && <p>{words.skippedListed(errors.length)}</p>}
      {mayContinue && (
        <label className={styles.choice}>
          <input type="checkbox" checked={skip} onChange={(event) => onSkip(event.target.checked)} />
          {words.skip}
        </label>
      )}
    </Message>
  );
}
