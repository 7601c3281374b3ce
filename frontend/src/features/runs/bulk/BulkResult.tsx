import { Link } from "react-router";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import type { Progress } from "./bulk";
import styles from "./BulkBar.module.css";
import { actions, text, type BulkAction } from "./text";

export interface BulkResultProps {
  action: BulkAction;
  progress: Progress;
  isRunning: boolean;
  isOver: boolean;
  selected: number;
  error: string | null;
  onStop: () => void;
  onClose: () => void;
}

const MOST = 20;

/** How far it is, in numbers, and what was refused and why. */
export function BulkResult({ action, progress, isRunning, isOver, selected, error, onStop, onClose }: BulkResultProps) {
  const { done, refused, total } = progress;
  const through = done + refused.length;
  const passed = isOver ? Math.max(0, selected - through) : 0;
  return (
    <>
      <div className={styles.row} role="status">
        <b className="num">{isRunning ? `${actions[action].busy}: ${text.progress(through, total)}` : actions[action].done(done)}</b>
        {refused.length > 0 && <span>{text.refused(refused.length)}</span>}
        {passed > 0 && <span>{text.passedOver(passed)}</span>}
        <progress className={styles.progress} aria-label={actions[action].busy} max={Math.max(1, total)} value={isRunning ? through : Math.max(1, total)} />
        {isRunning ? (
          <Button size="small" onClick={onStop}>
            {text.stop}
          </Button>
        ) : (
          <Button size="small" onClick={onClose}>
            {text.close}
          </Button>
        )}
      </div>
      {error && <Message state="failed" title={error} />}
      {refused.length > 0 && (
        <ul className={styles.refused}>
          {refused.slice(0, MOST).map((one) => (
            <li key={one.runId}>
              <Link to={`/runs/${one.runId}`}>{text.run(one.number)}</Link> {one.message}
            </li>
          ))}
          {refused.length > MOST && <li>{text.andMore(refused.length - MOST)}</li>}
        </ul>
      )}
    </>
  );
}
