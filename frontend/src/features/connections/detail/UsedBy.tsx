import { Workflow } from "lucide-react";
import { Link } from "react-router";
import { useConnectionUses } from "@/api/queries/useConnections";
import type { ConnectionUse } from "@/api/types";
import { Tag } from "@/ui/Chip";
import { Skeleton } from "@/ui/Skeleton";
import { text } from "../text";
import styles from "./ConnectionPanel.module.css";

/** Which workflows run with it, those whose next run needs it first. */
export function UsedBy({ id }: { id: string }) {
  const uses = useConnectionUses(id);
  if (uses.isError) return <p className={styles.quiet}>{text.panel.usesFailed}</p>;
  if (!uses.data) return <Skeleton width={180} />;
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h3>{text.panel.usedBy(uses.data.length)}</h3>
        {uses.data.some((use) => use.atRisk) && <span>{text.panel.atRisk}</span>}
      </div>
      {uses.data.length === 0 && <p className={styles.quiet}>{text.panel.unusedWhy}</p>}
      <ul className={styles.uses}>
        {uses.data.map((use) => (
          <li key={use.workflowId} className={styles.use}>
            <Workflow size={15} aria-hidden />
            <div>
              <Link to={`/workflows/${use.workflowId}`}>{use.name}</Link>
              <small>{sentence(use)}</small>
            </div>
            <Tag>{use.atRisk ? text.panel.live : use.status === "paused" ? text.panel.paused : text.panel.draft}</Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sentence({ liveBlocks, draftBlocks, isChosen }: ConnectionUse): string {
  const blocks = text.panel.inBlocks(liveBlocks.length > 0 ? liveBlocks : draftBlocks);
  const notes = [liveBlocks.length === 0 && text.panel.onlyDraft, isChosen && text.panel.chosen].filter(Boolean);
  return [blocks, ...notes].join(", ");
}
