import type { ReactNode } from "react";
import type { Figures } from "@/api/types";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatDuration } from "@/ui/time/duration";
import stats from "../list/RunStatsRow.module.css";
import { share } from "../list/share";
import styles from "./Health.module.css";
import { text } from "./text";

export function KeyFigures({ figures }: { figures: Figures }) {
  const sum = (name: "completed" | "failed") => figures.parts.reduce((total, part) => total + part[name], 0);
  const [completed, failed] = [sum("completed"), sum("failed")];
  return (
    <dl className={styles.keys}>
      <Figure label={text.stats.runs(figures.total)} value={figures.total.toLocaleString("en-US")} />
      <Figure label={text.stats.completed} icon={<StatusGlyph state="completed" size={15} />} value={share(completed, completed + failed)} />
      <Figure label={text.stats.failed} icon={<StatusGlyph state="failed" size={15} />} value={failed.toLocaleString("en-US")} />
      <Figure label={text.stats.half} value={formatDuration(figures.p50Ms) || "–"} />
      <Figure label={text.stats.most} value={formatDuration(figures.p95Ms) || "–"} />
    </dl>
  );
}

function Figure({ label, value, icon }: { label: string; value: string; icon?: ReactNode }) {
  return (
    <div className={stats.figure}>
      <dt>{label}</dt>
      <dd>
        {icon}
        {value}
      </dd>
    </div>
  );
}
