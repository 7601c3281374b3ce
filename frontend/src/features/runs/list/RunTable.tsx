import type { RunItem } from "@/api/types";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Checkbox } from "@/ui/Checkbox";
import { Skeleton } from "@/ui/Skeleton";
import { text as bulkText } from "../bulk/text";
import type { Selection } from "../bulk/useSelection";
import { RunRow } from "./RunRow";
import styles from "./RunTable.module.css";

/** Runs, newest first; undefined while they are on their way. With a selection each can be chosen. */
export function RunTable({ runs, selection }: { runs: readonly RunItem[] | undefined; selection?: Selection | undefined }) {
  const all = runs !== undefined && runs.length > 0 && runs.every((run) => selection?.ids.has(run.id));
  return (
    <table className={cx(list.table, styles.table)} aria-busy={!runs}>
      <thead>
        <tr>
          {selection && (
            <th className={styles.pick}>
              <Checkbox label={bulkText.selectAll} checked={all || selection.whole} mixed={!all && selection.ids.size > 0} onChange={() => selection.toggleAll(runs ?? [])} />
            </th>
          )}
          <th className={styles.outcome}>Outcome</th>
          <th className={styles.subject}>What it was about</th>
          <th className={styles.happened}>What happened</th>
          <th className={styles.started}>Started</th>
          <th className={cx(styles.took, list.right)}>Took</th>
          <th className={styles.go} aria-hidden />
        </tr>
      </thead>
      <tbody>{runs ? runs.map((run) => <RunRow key={run.id} run={run} selected={selection?.whole || selection?.ids.has(run.id)} onToggle={selection?.toggle} />) : Array.from({ length: 8 }, (_, index) => <WaitingRow key={index} pick={selection !== undefined} />)}</tbody>
    </table>
  );
}

function WaitingRow({ pick }: { pick: boolean }) {
  return (
    <tr>
      {pick && <td className={styles.pick} />}
      <td className={styles.outcome}>
        <Skeleton width={104} height={22} radius={11} />
      </td>
      <td className={styles.subject}>
        <div className={list.bones}>
          <Skeleton width={210} />
          <Skeleton width={150} height={10} />
        </div>
      </td>
      <td className={styles.happened}>
        <Skeleton width={180} />
      </td>
      <td className={styles.started}>
        <Skeleton width={40} />
      </td>
      <td className={cx(styles.took, list.right)}>
        <Skeleton width={48} />
      </td>
      <td className={styles.go} />
    </tr>
  );
}
