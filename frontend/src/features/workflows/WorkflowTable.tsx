import type { ReactNode } from "react";
import type { WorkflowItem } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { WorkflowRow } from "./WorkflowRow";
import styles from "./WorkflowTable.module.css";

export interface WorkflowTableProps {
  /** Undefined while they are on their way. */
  workflows: readonly WorkflowItem[] | undefined;
  catalogue: Catalogue | undefined;
}

export function WorkflowTable({ workflows, catalogue }: WorkflowTableProps) {
  return (
    <Frame busy={!workflows}>
      {workflows
        ? workflows.map((workflow) => <WorkflowRow key={workflow.id} workflow={workflow} catalogue={catalogue} />)
        : Array.from({ length: 6 }, (_, index) => <WaitingRow key={index} />)}
    </Frame>
  );
}

function Frame({ busy, children }: { busy: boolean; children: ReactNode }) {
  return (
    <table className={cx(list.table, list.tall, styles.table)} aria-busy={busy}>
      <thead>
        <tr>
          <th className={styles.nameCell}>Workflow</th>
          <th className={styles.stateCell}>State</th>
          <th className={styles.lastRunCell}>Last run</th>
          <th className={styles.days}>Last 30 days</th>
          <th className={cx(styles.share, list.right)}>Completed</th>
          <th className={cx(styles.rate, list.right)}>Runs</th>
          <th className={styles.menuCell}>
            <span className="visually-hidden">More</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function WaitingRow() {
  return (
    <tr>
      <td className={styles.nameCell}>
        <div className={styles.name}>
          <span className={styles.waitingTiles}>
            <Skeleton width={24} height={24} radius={6} />
            <Skeleton width={24} height={24} radius={6} />
          </span>
          <div className={list.bones}>
            <Skeleton width={170} />
            <Skeleton width={280} height={10} />
          </div>
        </div>
      </td>
      <td className={styles.stateCell}>
        <Skeleton width={56} />
      </td>
      <td className={styles.lastRunCell}>
        <Skeleton width={120} />
      </td>
      <td className={styles.days}>
        <Skeleton width={150} height={16} />
      </td>
      <td className={cx(styles.share, list.right)}>
        <Skeleton width={44} />
      </td>
      <td className={cx(styles.rate, list.right)}>
        <Skeleton width={52} />
      </td>
      <td className={styles.menuCell} />
    </tr>
  );
}
