import { ChevronRight } from "lucide-react";
import { memo } from "react";
import { Link } from "react-router";
import type { RunItem } from "@/api/types";
import { cx } from "@/ui/cx";
import { Checkbox } from "@/ui/Checkbox";
import list from "@/ui/list.module.css";
import { runGlyph } from "@/ui/runGlyph";
import { StatusPill } from "@/ui/StatusPill";
import { formatClock, formatMoment } from "@/ui/time/ago";
import { formatDuration } from "@/ui/time/duration";
import { Elapsed } from "@/ui/time/Elapsed";
import { text as bulkText } from "../bulk/text";
import styles from "./RunTable.module.css";
import { startedBy, whatHappened } from "./whatHappened";

export interface RunRowProps {
  run: RunItem;
  selected?: boolean | undefined;
  /** Given where runs can be chosen. */
  onToggle?: ((id: string) => void) | undefined;
}

export const RunRow = memo(function RunRow({ run, selected = false, onToggle }: RunRowProps) {
  const state = runGlyph(run.status);
  const happened = whatHappened(run);
  const at = run.startedAt ?? run.createdAt;
  const number = `run ${run.number.toLocaleString("en-US")}`;
  return (
    <tr className={cx(list.row, selected && styles.selected)} aria-selected={onToggle ? selected : undefined}>
      {onToggle && (
        <td className={styles.pick}>
          <Checkbox label={bulkText.select(number)} checked={selected} onChange={() => onToggle(run.id)} />
        </td>
      )}
      <td className={styles.outcome}>
        <StatusPill state={state} wide />
      </td>
      <td className={styles.subject}>
        <div className={list.two}>
          <Link to={`/runs/${run.id}`} className={cx(list.cover, styles.about)}>
            {run.subject || run.workflowName}
          </Link>
          <small className="num">
            {run.subject ? `${run.workflowName} · ${number}` : `${number} · ${startedBy(run.triggerType)}`}
            {run.dryRun ? " · dry run" : run.test && run.triggerType !== "test" && " · test"}
          </small>
        </div>
      </td>
      <td className={cx(styles.happened, state === "failed" ? styles.refused : list.quiet)} title={happened}>
        <span className={list.clamp}>{happened}</span>
      </td>
      <td className={cx(styles.started, list.quiet, "num")}>
        <time dateTime={at} title={formatMoment(at)}>
          {formatClock(at)}
        </time>
      </td>
      <td className={cx(styles.took, list.right, list.quiet, "num")}>
        {run.status === "running" && run.startedAt ? <Elapsed since={run.startedAt} /> : formatDuration(run.durationMs)}
      </td>
      <td className={styles.go}>
        <ChevronRight size={15} aria-hidden />
      </td>
    </tr>
  );
});
