import { useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useEffect } from "react";
import { keys } from "@/api/keys";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useSamples } from "@/api/queries/useSamples";
import type { BlockDef, Json } from "@/graph/definition";
import { isRunOver } from "@/graph/runState";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { useRunView } from "../live/useRunView";
import { DrySwitch } from "./DrySwitch";
import { Outcome } from "./Outcome";
import { Pinned } from "./Pinned";
import { Reads } from "./Reads";
import { readsOf, testBody, typeIn } from "./reads";
import styles from "./TestTab.module.css";
import { text } from "./text";
import { useTestMemory } from "./useTestMemory";
import { useTestRun } from "./useTestRun";

export interface TestTabProps {
  block: BlockDef;
  workflowId: string;
  flush: () => Promise<boolean>;
  /** Grows with each wish to test the block that came from elsewhere, such as the canvas' menu. */
  asked: number;
  onRunPart: (part: { from?: string; to?: string }) => void;
}

/** Tries one block: with which values, and what came out. */
export function TestTab({ block, workflowId, flush, asked, onRunPart }: TestTabProps) {
  const { updateBlock, setTested } = useStudioStore().getState();
  const client = useQueryClient();
  const doc = useStudio((state) => state.doc);
  const editable = useStudio((state) => state.editable);
  const mayRun = useMay("workflows:execute");
  const samples = useSamples(workflowId).data ?? null;
  const [{ typed, runId, isDry, answered }, remember] = useTestMemory(workflowId, block.id);
  const start = useTestRun(workflowId, flush);
  const { run, view } = useRunView(runId ?? undefined);
  const reads = readsOf(doc, block, samples, typed);
  const step = run?.steps.find((one) => one.id === block.id && one.iteration.length === 0);
  const isOn = start.isPending || (runId !== null && (view === null || !isRunOver(view)));
  const isTrigger = block.type.startsWith("trigger.");

  const test = () => start.mutate({ block: block.id, body: testBody(typed, isDry) }, { onSuccess: ({ runId: id }) => remember({ runId: id }) });
  useEffect(() => {
    if (asked <= answered) return;
    remember({ answered: asked });
    test();
  });
  useEffect(() => {
    if (!view || !isRunOver(view)) return;
    setTested(view, block.id);
    void client.invalidateQueries({ queryKey: keys.samples(workflowId) });
  }, [view, setTested, client, workflowId, block.id]);
  const pin = (value: Json | undefined) => updateBlock(block.id, { pinnedOutput: value });
  const sample = isTrigger ? undefined : samples?.steps[block.id];
  return (
    <>
      <div className={styles.buttons}>
        <Button variant="filled" icon={<FlaskConical size={14} aria-hidden />} busy={isOn} busyLabel={text.testing} disabled={!mayRun} onClick={test} title={mayRun ? undefined : text.mayNot}>
          {text.test}
        </Button>
        {!isTrigger && (
          <>
            <Button size="small" disabled={!mayRun} onClick={() => onRunPart({ to: block.id })}>
              {text.runTo}
            </Button>
            <Button size="small" disabled={!mayRun} onClick={() => onRunPart({ from: block.id })}>
              {text.runFrom}
            </Button>
          </>
        )}
      </div>
      <DrySwitch on={isDry} onChange={(on) => remember({ isDry: on })} />
      <p className={styles.quiet}>{isDry ? text.aloneDry : text.alone}</p>
      {start.error && <Message state="failed" title={errorSentence(start.error)} />}
      {block.pinnedOutput !== undefined && block.pinnedOutput !== null && <Pinned value={block.pinnedOutput} onChange={editable ? pin : null} />}
      <Outcome step={step} run={run} sample={sample} pinned={block.pinnedOutput} onPin={editable ? pin : null} />
      <Reads reads={reads} onType={(read, value) => remember({ typed: typeIn(typed, read, value) })} />
    </>
  );
}
