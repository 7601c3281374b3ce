import { Check, X } from "lucide-react";
import { useId, useState } from "react";
import { errorSentence, isApiError } from "@/api/errors";
import { useDecide } from "@/api/queries/useDecide";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { formatClock } from "@/ui/time/ago";
import { SchemaForm } from "../SchemaForm";
import { formOf, problemsOf, startOf, type Asked } from "./decision";
import styles from "./DecisionForm.module.css";
import { text } from "./text";

export interface DecisionFormProps {
  asked: Asked;
  onDecided?: (approved: boolean) => void;
}

/** The approval's own form, a note, and the two answers; for who may not decide, the reason. */
export function DecisionForm({ asked, onDecided }: DecisionFormProps) {
  const [value, setValue] = useState(() => startOf(asked.form));
  const [comment, setComment] = useState("");
  const decide = useDecide(asked.runId, asked.stepId);
  const until = useId();
  const schema = formOf(asked.form);
  const problems = isApiError(decide.error) ? problemsOf(decide.error.details) : { fields: [], others: [] };
  const answered = decide.isPending ? decide.variables : null;
  const busyWith = answered && "approved" in answered ? answered.approved : null;

  if (!asked.canDecide) return asked.refusal ? <p className={styles.refusal}>{asked.refusal}</p> : null;
  const send = (approved: boolean) => {
    if (decide.isPending) return;
    // A form that is not filled in is no reason to hold back a rejection.
    const decision = { approved, comment, ...(schema && (approved || Object.keys(value).length > 0) ? { form: value } : {}) };
    decide.mutate(decision, { onSuccess: () => onDecided?.(approved) });
  };
  return (
    <div className={styles.decision}>
      {schema && (
        <SchemaForm
          plain
          schema={schema}
          value={value}
          problems={problems.fields}
          onChange={(field, next) =>
            setValue(({ [field]: _before, ...others }) => (next === undefined ? others : { ...others, [field]: next }))
          }
        />
      )}
      <Field label={text.comment} fact={text.commentFact}>
        {(control) => <TextArea {...control} rows={2} value={comment} maxLength={10_000} onChange={(event) => setComment(event.target.value)} />}
      </Field>
      {decide.error && (
        <Message state="failed" title={errorSentence(decide.error)}>
          {problems.others.length > 0 && problems.others.map((detail) => detail.message).join(" ")}
        </Message>
      )}
      <div className={styles.answers} aria-describedby={asked.expiresAt ? until : undefined} role="group" aria-label={asked.title}>
        <Button variant="danger" icon={<X size={15} aria-hidden />} busy={busyWith === false} busyLabel={text.rejecting} onClick={() => send(false)}>
          {text.reject}
        </Button>
        <Button variant="filled" icon={<Check size={15} aria-hidden />} busy={busyWith === true} busyLabel={text.approving} onClick={() => send(true)}>
          {text.approve}
        </Button>
      </div>
      {asked.expiresAt && (
        <p id={until} className={styles.until}>
          {text.noAnswerBy} <b>{formatClock(asked.expiresAt)}</b> {text.countsAsRejected}
        </p>
      )}
    </div>
  );
}
