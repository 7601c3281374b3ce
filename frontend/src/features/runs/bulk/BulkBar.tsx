import { RotateCw, Square, StepForward, X } from "lucide-react";
import { errorSentence } from "@/api/errors";
import type { RunItem } from "@/api/types";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { fits } from "./bulk";
import styles from "./BulkBar.module.css";
import { BulkResult } from "./BulkResult";
import { actions, text, type BulkAction } from "./text";
import { useBulk, type BulkFilter } from "./useBulk";
import type { Selection } from "./useSelection";

export interface BulkBarProps {
  selection: Selection;
  /** The runs that are shown. */
  runs: readonly RunItem[];
  /** What the list is filtered by, and how many fit it. */
  filter: () => BulkFilter;
  total: number;
}

const icons = { resume: StepForward, retry: RotateCw, cancel: Square };
const order: BulkAction[] = ["resume", "retry", "cancel"];

/** Floats over the list while runs are selected: what one can do with them, how far that is, and what was refused. */
export function BulkBar({ selection, runs, filter, total }: BulkBarProps) {
  const bulk = useBulk();
  const chosen = runs.filter((run) => selection.ids.has(run.id));
  const count = selection.whole ? total : chosen.length;
  if (count === 0 && !bulk.progress) return null;
  const close = () => {
    bulk.reset();
    selection.clear();
  };
  const begin = (action: BulkAction) => {
    const target = selection.whole ? { filter: filter(), total } : { runs: chosen.filter((run) => fits(action, run.status)) };
    bulk.start({ action, target });
  };
  const mayTakeAll = !selection.whole && chosen.length === runs.length && total > runs.length;
  return (
    <section className={styles.bar} aria-label={text.bar}>
      {bulk.progress && bulk.action ? (
        <BulkResult action={bulk.action} progress={bulk.progress} isRunning={bulk.isRunning} isOver={bulk.isOver} selected={count} error={bulk.error ? errorSentence(bulk.error) : null} onStop={bulk.stop} onClose={close} />
      ) : (
        <div className={styles.row}>
          <b className="num">{text.selected(count)}</b>
          {mayTakeAll && (
            <button type="button" className={styles.link} onClick={selection.selectWhole}>
              {text.wholeFilter(total)}
            </button>
          )}
          {order.map((action) => {
            const Icon = icons[action];
            const none = !selection.whole && !chosen.some((run) => fits(action, run.status));
            return (
              <Button key={action} size="small" disabled={none} title={actions[action].hint} icon={<Icon size={13} aria-hidden />} onClick={() => begin(action)}>
                {actions[action].label}
              </Button>
            );
          })}
          <IconButton label={text.clear} size="small" icon={<X size={15} aria-hidden />} onClick={selection.clear} />
        </div>
      )}
    </section>
  );
}
