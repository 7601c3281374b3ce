import { memo } from "react";
import { Link } from "react-router";
import type { WorkflowItem } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { LastRunCell } from "./LastRunCell";
import { formatRate, formatShare } from "./rates";
import { RowMenu } from "./RowMenu";
import { generatedSentence } from "./sentence";
import { Sparkline } from "./Sparkline";
import { WorkflowState } from "./WorkflowState";
import { WorkflowTiles } from "./WorkflowTiles";
import styles from "./WorkflowTable.module.css";

export const WorkflowRow = memo(function WorkflowRow({ workflow, catalogue }: { workflow: WorkflowItem; catalogue: Catalogue | undefined }) {
  const { stats } = workflow;
  const sentence = workflow.description.trim() || generatedSentence(workflow.blockTypes, catalogue);
  return (
    <tr className={list.row}>
      <td className={styles.nameCell}>
        <div className={styles.name}>
          <WorkflowTiles types={workflow.blockTypes} catalogue={catalogue} />
          <div className={list.two}>
            <Link to={`/workflows/${workflow.id}`} className={list.cover}>
              <b>{workflow.name}</b>
            </Link>
            <small title={sentence}>{sentence}</small>
          </div>
        </div>
      </td>
      <td className={styles.stateCell}>
        <WorkflowState workflow={workflow} />
      </td>
      <td className={styles.lastRunCell}>
        <LastRunCell run={workflow.lastRun} />
      </td>
      <td className={styles.days}>
        <Sparkline days={stats.days} />
      </td>
      <td className={cx(styles.share, list.right, list.quiet, "num")}>{formatShare(stats.completedShare)}</td>
      <td className={cx(styles.rate, list.right, list.quiet)}>{rateOf(workflow)}</td>
      <td className={styles.menuCell}>
        <span className={list.above}>
          <RowMenu workflow={workflow} />
        </span>
      </td>
    </tr>
  );
});

function rateOf({ status, stats, lastRun }: WorkflowItem): string {
  if (status === "paused") return "paused";
  return formatRate(stats.perDay) || (lastRun ? "none lately" : "none yet");
}
