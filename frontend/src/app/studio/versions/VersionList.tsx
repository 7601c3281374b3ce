import type { WorkflowVersion } from "@/api/types";
import { cx } from "@/ui/cx";
import { StatusPill } from "@/ui/StatusPill";
import { formatClock } from "@/ui/time/ago";
import { text } from "../text";
import styles from "./Versions.module.css";

interface VersionListProps {
  versions: readonly WorkflowVersion[];
  chosen: number | "draft";
  onChoose: (version: number | "draft") => void;
}

export function VersionList({ versions, chosen, onChoose }: VersionListProps) {
  return (
    <ul className={styles.list} aria-label={text.tabs.versions} data-testid="versions">
      <li>
        <button type="button" className={cx(styles.row, chosen === "draft" && styles.chosen)} aria-pressed={chosen === "draft"} onClick={() => onChoose("draft")}>
          <b>{text.versions.draft}</b>
          <span>{text.versions.draftWhy}</span>
        </button>
      </li>
      {versions.map((version) => (
        <li key={version.version}>
          <button
            type="button"
            className={cx(styles.row, chosen === version.version && styles.chosen)}
            aria-pressed={chosen === version.version}
            onClick={() => onChoose(version.version)}
            data-testid={`version-${version.version}`}
          >
            <b>
              v{version.version}
              {version.live && <StatusPill state="completed">{text.versions.live}</StatusPill>}
            </b>
            <span className={cx(!version.note && styles.quiet)}>{version.note || text.versions.noNote}</span>
            <small>{version.author ? text.versions.by(version.author, formatClock(version.createdAt)) : formatClock(version.createdAt)}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
