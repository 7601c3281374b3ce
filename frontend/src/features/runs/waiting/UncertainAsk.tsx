import { Check, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useDecide } from "@/api/queries/useDecide";
import { useMay } from "@/api/queries/useMay";
import { parseJson } from "@/forms/widgets/parseJson";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { answers, decisions, text, type Answer } from "./text";
import styles from "./WaitingNotice.module.css";

const icons = { happened: Check, again: RotateCw, fail: X };
const order: Answer[] = ["happened", "again", "fail"];

/** A write whose answer was lost: a person says what became of it. */
export function UncertainAsk({ runId, stepId, error }: { runId: string; stepId: string; error: string }) {
  const may = useMay("approvals:write");
  const decide = useDecide(runId, stepId);
  const [happened, setHappened] = useState(false);
  const [output, setOutput] = useState("");
  const [sent, setSent] = useState<Answer | null>(null);
  const parsed = output.trim() === "" ? { value: undefined, error: null } : parseJson(output);

  const send = (answer: Answer) => {
    if (decide.isPending || (answer === "happened" && parsed.error !== null)) return;
    setSent(answer);
    const given = parsed.value === undefined ? {} : { output: parsed.value };
    decide.mutate(answer === "happened" ? { happened: true, ...given } : decisions[answer]);
  };
  return (
    <div className={styles.ask}>
      <p className={styles.description}>{text.uncertainWhy}</p>
      {error && <p className={styles.quiet}>{error}</p>}
      {!may ? (
        <p className={styles.quiet}>{text.noRight}</p>
      ) : happened ? (
        <>
          <Field label={text.output} help={text.outputHelp} error={parsed.error}>
            {(control) => <TextArea {...control} className={styles.code} rows={3} value={output} placeholder="{}" onChange={(event) => setOutput(event.target.value)} />}
          </Field>
          <div className={styles.buttons}>
            <Button variant="plain" size="small" onClick={() => setHappened(false)}>
              {text.back}
            </Button>
            <Button variant="filled" size="small" busy={decide.isPending} busyLabel={text.sending} disabled={parsed.error !== null} onClick={() => send("happened")}>
              {text.confirmHappened}
            </Button>
          </div>
        </>
      ) : (
        <ul className={styles.three}>
          {order.map((answer) => {
            const Icon = icons[answer];
            return (
              <li key={answer}>
                <Button
                  size="small"
                  variant={answer === "fail" ? "danger" : "outlined"}
                  icon={<Icon size={13} aria-hidden />}
                  busy={decide.isPending && sent === answer}
                  busyLabel={text.sending}
                  onClick={() => (answer === "happened" ? setHappened(true) : send(answer))}
                >
                  {answers[answer].label}
                </Button>
                <span>{answers[answer].does}</span>
              </li>
            );
          })}
        </ul>
      )}
      {decide.error && <Message state="failed" title={errorSentence(decide.error)} />}
    </div>
  );
}
