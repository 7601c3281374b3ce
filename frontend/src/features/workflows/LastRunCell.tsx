import { Link } from "react-router";
import type { LastRun } from "@/api/types";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { runGlyph } from "@/ui/runGlyph";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { statusWord } from "@/ui/StatusPill";
import { Ago } from "@/ui/time/Ago";
import { text } from "./text";
import styles from "./LastRunCell.module.css";

export function LastRunCell({ run }: { run: LastRun | null }) {
  if (!run) {
    return (
      <span className={styles.run}>
        <StatusGlyph state="queued" />
        <span className={list.two}>
          <span>{text.neverRun}</span>
          <small>{text.neverRunHint}</small>
        </span>
      </span>
    );
  }
  const state = runGlyph(run.status);
  const at = run.finishedAt ?? run.startedAt;
  return (
    <Link to={`/runs/${run.id}`} className={cx(styles.run, styles.link, list.above)}>
      <StatusGlyph state={state} label={run.summary ? statusWord(state) : undefined} />
      <span className={list.two}>
        <span className={cx(styles.summary, list.clamp)} title={run.summary ?? undefined}>{run.summary || statusWord(state)}</span>
        <small>{at ? <Ago at={at} /> : `run ${run.number}`}</small>
      </span>
    </Link>
  );
}
