import { Archive, PencilLine } from "lucide-react";
import type { WorkflowItem } from "@/api/types";
import { nextWords, untilWords } from "@/ui/time/until";
import { useNow } from "@/ui/time/useNow";
import { text } from "./text";
import styles from "./WorkflowState.module.css";

export function WorkflowState({ workflow }: { workflow: WorkflowItem }) {
  const { status, publishedVersion, hasUnpublishedChanges, nextFire } = workflow;
  const now = useNow(30_000);
  return (
    <div className={styles.state}>
      <span className={styles.line}>
        {status === "active" && (
          <>
            <span className={styles.dot} />
            <span className={styles.live}>Live</span>
          </>
        )}
        {status === "paused" && (
          <>
            <span className={styles.square} />
            Paused
          </>
        )}
        {status === "draft" && (
          <>
            <PencilLine size={12} aria-hidden />
            Draft
          </>
        )}
        {status === "archived" && (
          <>
            <Archive size={12} aria-hidden />
            Archived
          </>
        )}
        {publishedVersion !== null && publishedVersion > 0 && <span className={styles.version}>v{publishedVersion}</span>}
      </span>
      {nextFire && (
        <small className={styles.changed} title={text.nextRun(untilWords(nextFire.at, now), nextFire.local)}>
          {nextWords(nextFire.local, now)}
        </small>
      )}
      {hasUnpublishedChanges && status !== "draft" && (
        <small className={styles.changed} title={text.changedHint}>
          {text.changed}
        </small>
      )}
    </div>
  );
}
