import { useMemo, useState } from "react";
import type { Run } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { findBlock, type Definition } from "@/graph/definition";
import { isRunOver, type RunView } from "@/graph/runState";
import { useNow } from "@/ui/time/useNow";
import type { Round } from "../why/round";
import { StepDetail } from "./StepDetail";
import { buildTimeline, type Timeline } from "./timeline";
import styles from "./Timeline.module.css";
import { TimelineRows } from "./TimelineRows";

export interface TimelineTabProps {
  run: Run;
  view: RunView;
  doc: Definition;
  catalogue: Catalogue;
  selectedId: string | null;
  onSelect: (blockId: string) => void;
  /** Begins a new run at a block; absent while that cannot be. */
  onRunFrom?: ((blockId: string) => void) | undefined;
}

/** All steps over time, and the chosen one in detail below. */
export function TimelineTab(props: TimelineTabProps) {
  const { run, view, doc, catalogue, selectedId, onSelect, onRunFrom } = props;
  const [round, setRound] = useState<Round | null>(null);
  const isOver = isRunOver(view);
  const shownId = selectedId !== null && findBlock(doc, selectedId) ? selectedId : tellingStep(doc, view);
  const rows = (timeline: Timeline) => <TimelineRows timeline={timeline} isOver={isOver} selectedId={shownId} onSelect={onSelect} />;
  return (
    <div className={styles.tab}>
      {isOver ? <Finished {...props} rows={rows} /> : <Growing {...props} rows={rows} />}
      {shownId !== null && <StepDetail key={shownId} run={run} view={view} doc={doc} catalogue={catalogue} blockId={shownId} round={round} onRound={setRound} onSelect={onSelect} onRunFrom={onRunFrom} />}
    </div>
  );
}

type WithRows = TimelineTabProps & { rows: (timeline: Timeline) => React.ReactNode };

/** Redrawn four times a second, so that the line of now moves. */
function Growing({ run, view, doc, rows }: WithRows) {
  const now = Math.max(useNow(250), Date.parse(run.startedAt ?? run.createdAt));
  return rows(buildTimeline(doc, run, view, now));
}

function Finished({ run, view, doc, rows }: WithRows) {
  const end = Date.parse(view.completedAt ?? run.completedAt ?? run.createdAt);
  return rows(useMemo(() => buildTimeline(doc, run, view, end), [doc, run, view, end]));
}

/** What one wants to see first: what failed, else what goes on, else what came last. */
function tellingStep(doc: Definition, view: RunView): string | null {
  const having = (...states: string[]) => doc.blocks.filter((block) => states.includes(view.steps[block.id]?.status ?? ""));
  const failed = having("failed")[0] ?? having("retrying", "waiting")[0] ?? having("running")[0] ?? having("cancelled")[0];
  const startOf = (id: string) => Date.parse(view.steps[id]?.startedAt ?? "") || 0;
  const last = having("completed").sort((a, b) => startOf(a.id) - startOf(b.id)).at(-1);
  return (failed ?? last ?? doc.blocks[0])?.id ?? null;
}
