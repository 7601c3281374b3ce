import { Send } from "lucide-react";
import { errorSentence } from "@/api/errors";
import { useAlertTest } from "@/api/queries/useAlerts";
import type { Alert } from "@/api/types";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./Alerts.module.css";
import { text } from "./text";

/** Sends a test to those who stand in the dialog, saved or not, and says what came of each. */
export function AlertTest({ alert, ready }: { alert: Alert; ready: boolean }) {
  const test = useAlertTest();
  // What came of it belongs to those it was sent to: after a change of theirs it says nothing.
  const isOfThese = test.variables?.targets === alert.targets && test.variables.kind === alert.kind;
  return (
    <div className={styles.test}>
      <Button size="small" icon={<Send size={13} aria-hidden />} disabled={!ready} busy={test.isPending} busyLabel={text.testing} onClick={() => test.mutate(alert)}>
        {text.test}
      </Button>
      {!ready && <p className={styles.hint}>{text.testFirst}</p>}
      <div role="status" aria-label={text.tested}>
        {isOfThese &&
          test.data?.map(({ sent, words }, place) => (
            <p key={place} className={styles.trial}>
              <StatusGlyph state={sent ? "completed" : "failed"} size={14} />
              <span>{words}</span>
            </p>
          ))}
      </div>
      {isOfThese && test.isError && <Message state="failed" title={errorSentence(test.error)} />}
    </div>
  );
}
