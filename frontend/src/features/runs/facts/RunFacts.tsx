import { CornerDownRight, ListOrdered, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useRun } from "@/api/queries/useRun";
import type { Run } from "@/api/types";
import type { Json } from "@/graph/definition";
import { incidentWords, queueWords } from "./facts";
import styles from "./RunFacts.module.css";
import { text } from "./text";

/** Where the run comes from, its place in line, and whether a worker was lost: one quiet line each, most runs have none. */
export function RunFacts({ run, settings }: { run: Run; settings: Record<string, Json> }) {
  const incidents = run.incidents ?? [];
  const last = incidents.at(-1);
  const limit = settings["concurrencyLimit"];
  const lines: ReactNode[] = [];
  if (run.queuePosition && run.status === "pending") {
    lines.push(<Line key="line" icon={<ListOrdered size={13} aria-hidden />}>{queueWords(run.queuePosition, typeof limit === "number" ? limit : null)}</Line>);
  }
  if (run.resumedFrom) lines.push(<Origin key="resumed" label={text.resumedFrom} runId={run.resumedFrom} of={run} />);
  if (run.retryOf && run.retryOf !== run.resumedFrom) lines.push(<Origin key="retry" label={text.retryOf} runId={run.retryOf} of={run} />);
  if (run.parentRunId) lines.push(<Origin key="parent" label={text.parent} runId={run.parentRunId} of={run} />);
  if (last) {
    lines.push(
      <Line key="incident" icon={<Unplug size={13} aria-hidden />}>
        <span title={last.message}>{incidentWords(last, run)}</span>
        {incidents.length > 1 && <small> {text.more(incidents.length - 1)}</small>}
      </Line>,
    );
  }
  if (lines.length === 0) return null;
  return (
    <ul className={styles.facts} aria-label={text.about}>
      {lines}
    </ul>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li>
      {icon}
      <span>{children}</span>
    </li>
  );
}

function Origin({ label, runId, of }: { label: string; runId: string; of: Run }) {
  const { data } = useRun(runId);
  const words = !data ? text.another : data.workflowId === of.workflowId ? text.run(data.number) : text.runOf(data.number, data.workflowName);
  return (
    <Line icon={<CornerDownRight size={13} aria-hidden />}>
      {label} <Link to={`/runs/${runId}`}>{words}</Link>
    </Line>
  );
}
