import { Pencil, Play } from "lucide-react";
import { useState, type KeyboardEvent } from "react";
import { errorSentence, isApiError } from "@/api/errors";
import type { ResumeVersion } from "@/api/types";
import { parseJson } from "@/forms/widgets/parseJson";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { Kbd } from "@/ui/Kbd";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { InputEditor } from "../dialog/InputEditor";
import { formSchema, inputProblems } from "../dialog/runInput";
import { PreviewList } from "./PreviewList";
import { requestOf } from "./resume";
import type { ResumeDialogProps, ResumeFrom } from "./ResumeDialog";
import styles from "./ResumeDialog.module.css";
import { text, versions } from "./text";
import { useResume } from "./useResume";

type ResumeFormProps = Omit<ResumeDialogProps, "from"> & { from: ResumeFrom };

export function ResumeForm({ run, from, inputSchema, onClose, onStarted }: ResumeFormProps) {
  const [version, setVersion] = useState<ResumeVersion>(from.version ?? "same");
  const [input, setInput] = useState<string | null>(() => (from.editInput ? JSON.stringify(run.input, null, 2) : null));
  const request = requestOf(run, version, from.block?.id ?? null, input);
  const { preview, start, isCurrent } = useResume(run.id, request);
  const error = start.error ?? (isCurrent ? preview.error : null);
  const problems = isApiError(error) ? inputProblems(error.details) : { fields: [], others: [] };
  const words: Record<ResumeVersion, string> = { same: text.same(run.workflowVersion), draft: text.draft, current: text.current };

  const begin = () => {
    if (!request || start.isPending) return;
    start.mutate(request, {
      onSuccess: ({ runId }) => {
        onClose();
        onStarted(runId);
      },
    });
  };
  const ready = isCurrent && preview.data !== undefined && !preview.isError && !preview.isPlaceholderData;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (ready) begin();
  };
  return (
    // Ctrl+Enter starts from wherever one is in the dialog.
    <div className={styles.form} onKeyDownCapture={onKeyDown}>
      <Field label={text.version}>
        {(control) => (
          <Select {...control} value={version} onChange={(event) => setVersion(event.target.value as ResumeVersion)}>
            {versions.map((one) => (
              <option key={one} value={one}>
                {words[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {input === null ? (
        <Button className={styles.edit} size="small" icon={<Pencil size={13} aria-hidden />} onClick={() => setInput(JSON.stringify(run.input, null, 2))}>
          {text.editInput}
        </Button>
      ) : (
        <div>
          <InputEditor
            schema={formSchema({ inputSchema })}
            draft={{ text: input }}
            onChange={(draft) => {
              setInput(draft.text);
              if (start.isError) start.reset();
            }}
            problems={problems.fields}
            error={parseJson(input.trim() === "" ? "{}" : input).error}
            after={
              <Button variant="plain" size="small" onClick={() => setInput(null)}>
                {text.keepInput}
              </Button>
            }
          />
          <p className={styles.hint}>{text.inputHelp}</p>
        </div>
      )}
      {error ? (
        <Message state="failed" title={errorSentence(error)}>
          {problems.others.length > 0 && problems.others.map((detail) => detail.message).join(" ")}
        </Message>
      ) : preview.data ? (
        <PreviewList preview={preview.data} />
      ) : (
        <div className={styles.bones} role="status" aria-label={text.looking}>
          <Skeleton width="40%" />
          <Skeleton width="60%" />
        </div>
      )}
      <footer className={styles.foot}>
        <Button variant="plain" onClick={onClose}>
          {text.cancel}
        </Button>
        <Button
          variant="filled"
          icon={<Play size={13} fill="currentColor" aria-hidden />}
          busy={start.isPending}
          busyLabel={text.starting}
          after={<Kbd keys="Ctrl Enter" />}
          disabled={!ready}
          onClick={begin}
        >
          {text.start}
        </Button>
      </footer>
    </div>
  );
}
