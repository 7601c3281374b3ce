import { useMemo, useState, type ReactNode } from "react";
import { readWholeValue, type ValueSource } from "@/api/queries/useRunValue";
import type { Run } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { findBlock, type Definition } from "@/graph/definition";
import { JsonView } from "@/ui/json/JsonView";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { Tabs, type TabItem } from "@/ui/Tabs";
import type { LiveRun } from "../live/useRunView";
import { RunFacts } from "../facts/RunFacts";
import { LargeValue } from "../values/LargeValue";
import { mayResume } from "../resume/resume";
import { ResumeDialog, type ResumeFrom } from "../resume/ResumeDialog";
import { explainFailure } from "./failure";
import { FailureTab } from "./FailureTab";
import { logOf } from "./log";
import { LogTab } from "./LogTab";
import { PanelHeader } from "./PanelHeader";
import styles from "./RunPanel.module.css";
import { text } from "./text";
import { TimelineTab } from "./TimelineTab";

export interface RunPanelProps {
  live: LiveRun;
  /** The definition the run used. */
  doc: Definition;
  catalogue: Catalogue;
  selectedId: string | null;
  onSelect: (blockId: string) => void;
  /** Whether the person may cancel and repeat runs. */
  mayRun: boolean;
  /** Called with the new run after "Run again". */
  onStarted: (runId: string) => void;
  /** Leads to the block's settings in the draft; absent for who may not change it. */
  onOpenInDraft?: (blockId: string) => void;
  /** Shows the panel's own header with the state and Cancel; given where no page header does that. */
  onClose?: () => void;
  /** Stands at the right end of the tabs. */
  after?: ReactNode;
}

/** One run beside its canvas: what happened, step by step, and why. */
export function RunPanel(props: RunPanelProps) {
  const { live, doc, catalogue, selectedId, mayRun, onStarted, onOpenInDraft, onClose, after } = props;
  const { run, view } = live;
  const [picked, setPicked] = useState<string | null>(null);
  const [seen, setSeen] = useState(selectedId);
  const [resuming, setResuming] = useState<ResumeFrom | null>(null);
  const failure = useMemo(() => (run && view ? explainFailure(doc, run, view) : null), [doc, run, view]);
  // A block that is clicked on the canvas is asked about: its step comes to the front. One that is chosen in here only lights up there.
  const onSelect = (id: string) => {
    setSeen(id);
    props.onSelect(id);
  };
  if (selectedId !== seen) {
    setSeen(selectedId);
    // Where the timeline is shown already nothing is picked: a failure yet to come may still say what went wrong.
    const shown = picked ?? (failure ? "wrong" : "timeline");
    if (selectedId !== null && shown !== "log" && shown !== "timeline") setPicked("timeline");
  }
  const lines = useMemo(() => (run ? logOf(run) : []), [run]);
  if (!run || !view) {
    return (
      <section className={styles.panel} aria-label={text.panel} aria-busy>
        {live.error ? <Message state="failed" title={text.gone} /> : <Bones />}
      </section>
    );
  }

  const show = (id: string) => {
    setPicked("timeline");
    onSelect(id);
  };
  const runFrom = mayRun && mayResume(view.status, "any") ? (id: string) => setResuming({ block: { id, name: findBlock(doc, id)?.name ?? id } }) : undefined;
  const items: TabItem[] = [
    { id: "timeline", label: text.timeline, content: <TimelineTab run={run} view={view} doc={doc} catalogue={catalogue} selectedId={selectedId} onSelect={onSelect} onRunFrom={runFrom} /> },
    { id: "input", label: text.input, content: <Value label={text.input} run={run} field="input" empty={text.noInput} /> },
    { id: "answer", label: text.answer, content: <Value label={text.answer} run={run} field="output" empty={run.completedAt ? text.noAnswer : text.noAnswerYet} /> },
    {
      id: "log",
      label: text.log,
      badge: lines.length > 0 ? <span className={styles.count}>{lines.length}</span> : undefined,
      content: <LogTab lines={lines} doc={doc} selectedId={selectedId} onSelect={onSelect} />,
    },
  ];
  if (failure) {
    const content = <FailureTab key={run.id} failure={failure} run={run} doc={doc} catalogue={catalogue} mayRun={mayRun} onSelect={onSelect} onShow={show} onStarted={onStarted} onResume={(editInput) => setResuming({ block: null, editInput })} onOpenInDraft={onOpenInDraft} />;
    items.unshift({ id: "wrong", label: text.wrong, content });
  }
  const wanted = picked ?? (failure ? "wrong" : "timeline");
  const tab = items.some((item) => item.id === wanted) ? wanted : "timeline";
  return (
    <section className={styles.panel} aria-label={text.panel}>
      {onClose && <PanelHeader run={run} view={view} mayRun={mayRun} onClose={onClose} />}
      {live.connection === "reconnecting" && <p className={styles.offline} role="status">{text.reconnecting}</p>}
      <RunFacts run={run} settings={doc.settings} />
      <Tabs className={styles.tabs} label={text.panel} items={items} value={tab} onChange={setPicked} after={after} />
      <ResumeDialog run={run} from={resuming} inputSchema={doc.inputSchema} onClose={() => setResuming(null)} onStarted={onStarted} />
    </section>
  );
}

function Value({ label, run, field, empty }: { label: string; run: Run; field: "input" | "output"; empty: string }) {
  const value = run[field];
  if (value === null || value === undefined) return <p className={styles.empty}>{empty}</p>;
  if (run.cut?.includes(field)) {
    const source: ValueSource = { runId: run.id, of: field };
    return <LargeValue source={source} label={label} root={field === "input" ? ["input"] : []} readWhole={() => readWholeValue(source, null)} />;
  }
  return (
    <div className={styles.value}>
      <JsonView value={value} label={label} openDepth={3} />
    </div>
  );
}

function Bones() {
  return (
    <div className={styles.bones} role="status" aria-label={text.loading}>
      {[70, 40, 55, 80, 35].map((width) => (
        <Skeleton key={width} width={`${String(width)}%`} height={12} />
      ))}
    </div>
  );
}
