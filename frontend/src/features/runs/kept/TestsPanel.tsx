import { FlaskConical, Play } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useRunTestActions, useRunTests } from "@/api/queries/useRunTests";
import { Switch } from "@/forms/widgets/Switch";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import styles from "./Kept.module.css";
import { TestDetail } from "./TestDetail";
import { TestList } from "./TestList";
import { text } from "./text";

/** The tests of the open workflow: run them on the draft, look at what differs, let them guard publishing. */
export function TestsPanel({ workflowId, flush }: { workflowId: string; flush: () => Promise<boolean> }) {
  const { updateDoc } = useStudioStore().getState();
  const settings = useStudio((state) => state.doc.settings);
  const editable = useStudio((state) => state.editable);
  const mayRun = useMay("workflows:execute");
  const tests = useRunTests(workflowId);
  const { play } = useRunTestActions(workflowId);
  const [wanted, setWanted] = useState<string | null>(null);
  if (!tests.data) {
    return (
      <div className={styles.alone} aria-busy={tests.isPending}>
        {tests.error ? <Message state="failed" title={errorSentence(tests.error)} /> : <Skeleton width={320} height={44} />}
      </div>
    );
  }
  const chosen = tests.data.find((test) => test.id === wanted) ?? tests.data[0];
  if (!chosen) {
    return (
      <div className={styles.alone}>
        <EmptyState icon={<FlaskConical size={20} aria-hidden />} title={text.none} actions={<ButtonLink to={`/workflows/${workflowId}/runs`}>{text.toRuns}</ButtonLink>}>
          {text.noneWhy}
        </EmptyState>
      </div>
    );
  }
  const run = async (ids: string[] | null) => {
    // What is tested is what one sees.
    if (await flush()) play.mutate(ids);
  };
  const isOn = play.isPending || tests.data.some((test) => test.status === "running");
  return (
    <div className={styles.tests}>
      <div className={styles.side}>
        <header className={styles.sideHead}>
          <Button variant="filled" icon={<Play size={12} fill="currentColor" aria-hidden />} busy={isOn} busyLabel={text.running} disabled={!mayRun} onClick={() => void run(null)}>
            {text.runAll}
          </Button>
          <p className={styles.quiet}>{text.why}</p>
          <label className={styles.gate}>
            <Switch
              label={text.gate}
              on={settings["requireTests"] === true}
              disabled={!editable}
              onChange={(on) => {
                const { requireTests: _before, ...others } = settings;
                updateDoc({ settings: on ? { ...others, requireTests: true } : others });
              }}
            />
            {text.gate}
          </label>
          {play.error && <Message state="failed" title={errorSentence(play.error)} />}
        </header>
        <TestList tests={tests.data} chosen={chosen.id} onChoose={setWanted} />
      </div>
      <TestDetail key={chosen.id} workflowId={workflowId} test={chosen} onPlay={(ids) => void run(ids)} busy={play.isPending} />
    </div>
  );
}
