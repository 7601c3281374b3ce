import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useVersions } from "@/api/queries/useVersions";
import type { Workflow } from "@/api/types";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { text } from "../text";
import { VersionDetail } from "./VersionDetail";
import { VersionList } from "./VersionList";
import styles from "./Versions.module.css";

/** Every publication, what it changed, and the way back to it. */
export function VersionsTab({ workflow, flush }: { workflow: Workflow; flush: () => Promise<boolean> }) {
  const versions = useVersions(workflow.id);
  const [wanted, setWanted] = useState<number | "draft">("draft");
  if (versions.isError && !versions.data) {
    return (
      <div className={styles.alone}>
        <Message state="failed" title={errorSentence(versions.error)} actions={<Button size="small" onClick={() => void versions.refetch()}>{text.tryAgain}</Button>} />
      </div>
    );
  }
  if (!versions.data) {
    return (
      <div className={styles.alone} aria-busy>
        <Skeleton width={320} height={44} />
      </div>
    );
  }
  if (versions.data.length === 0) {
    return (
      <div className={styles.alone}>
        <EmptyState title={text.versions.none}>{text.versions.noneWhy}</EmptyState>
      </div>
    );
  }
  const sorted = [...versions.data].sort((a, b) => b.version - a.version);
  const chosen = wanted === "draft" || sorted.some((version) => version.version === wanted) ? wanted : "draft";
  return (
    <div className={styles.versions}>
      <VersionList versions={sorted} chosen={chosen} onChoose={setWanted} />
      <VersionDetail key={chosen} workflow={workflow} versions={sorted} chosen={chosen} flush={flush} />
    </div>
  );
}
