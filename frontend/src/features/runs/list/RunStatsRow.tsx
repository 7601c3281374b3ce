import type { ReactNode } from "react";
import type { RunStats } from "@/api/types";
import { Skeleton } from "@/ui/Skeleton";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatDuration } from "@/ui/time/duration";
import { share } from "./share";
import { text } from "./text";
import styles from "./RunStatsRow.module.css";

export interface RunStatsRowProps {
  stats: RunStats | undefined;
  words: string;
  /** They could not be read: nothing more will come by itself. */
  failed: boolean;
}

export function RunStatsRow({ stats, words, failed }: RunStatsRowProps) {
  const none = failed ? "–" : undefined;
  const settled = stats ? stats.completed + stats.failed : 0;
  return (
    <dl className={styles.stats}>
      <Figure label={`${stats?.total === 1 ? "run" : "runs"} ${words}`} value={stats?.total.toLocaleString("en-US") ?? none} />
      <Figure label={text.stats.completed} icon={<StatusGlyph state="completed" size={15} />} value={stats ? share(stats.completed, settled) : none} />
      <Figure label={text.stats.failed} icon={<StatusGlyph state="failed" size={15} />} value={stats?.failed.toLocaleString("en-US") ?? none} />
      <Figure label={text.stats.waiting} icon={<StatusGlyph state="waiting" size={15} />} value={stats?.waiting.toLocaleString("en-US") ?? none} />
      <Figure label={text.stats.typical} value={stats ? formatDuration(stats.medianMs) || "–" : none} />
    </dl>
  );
}

function Figure({ label, value, icon }: { label: string; value: string | undefined; icon?: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{label}</dt>
      <dd>
        {icon}
        {value ?? <Skeleton width={40} height={16} />}
      </dd>
    </div>
  );
}
