import { Play } from "lucide-react";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useRunTestActions, useRunTests } from "@/api/queries/useRunTests";
import { TestList } from "@/features/runs/kept/TestList";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import styles from "./Publish.module.css";
import { text } from "./text";

export interface PublishTestsProps {
  workflowId: string;
  flush: () => Promise<boolean>;
  onGo: () => void;
}

/** How the workflow's tests stand before the draft goes live, and all of them at a click; nothing where there are none. */
export function PublishTests({ workflowId, flush, onGo }: PublishTestsProps) {
  const tests = useRunTests(workflowId).data ?? [];
  const { play } = useRunTestActions(workflowId);
  const mayRun = useMay("workflows:execute");
  if (tests.length === 0) return null;
  const isOn = play.isPending || tests.some((test) => test.status === "running");
  const runAll = async () => {
    // What is tested is what goes live.
    if (await flush()) play.mutate(null);
  };
  return (
    <section aria-label={text.tests}>
      <div className={styles.testsHead}>
        <h3>{text.tests}</h3>
        <Button size="small" icon={<Play size={11} fill="currentColor" aria-hidden />} busy={isOn} busyLabel={text.testing} disabled={!mayRun} onClick={() => void runAll()}>
          {text.runTests}
        </Button>
      </div>
      {play.error && <Message state="failed" title={errorSentence(play.error)} />}
      <div className={styles.tests}>
        <TestList tests={tests} chosen="" onChoose={onGo} />
      </div>
    </section>
  );
}
