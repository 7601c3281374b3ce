import { Play } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { errorSentence, isApiError } from "@/api/errors";
import type { Samples } from "@/api/types";
import { parseJson } from "@/forms/widgets/parseJson";
import type { Json } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { Kbd } from "@/ui/Kbd";
import { Message } from "@/ui/Message";
import { DrySwitch } from "../testing/DrySwitch";
import { InputEditor, type InputDraft } from "./InputEditor";
import { RecentEvents } from "./RecentEvents";
import { RecentInputs } from "./RecentInputs";
import type { RunDialogProps } from "./RunDialog";
import { keepInput, keptInput } from "./keptInput";
import styles from "./RunDialog.module.css";
import { firstInput, formSchema, inputProblems } from "./runInput";
import { text } from "./text";
import { useStartRun } from "./useStartRun";
import { WhatToRun } from "./WhatToRun";

/** The dialog's content, made anew each time it opens. */
export function RunForm({ workflowId, doc, publishedVersion, flush, onStarted, onOpenChange, last }: RunDialogProps & { last: Samples | null }) {
  const schema = formSchema(doc);
  const [kept] = useState(() => keptInput(sessionStorage, workflowId));
  const [draft, setDraft] = useState<InputDraft>(() => (kept ? { text: kept.text } : draftOf(firstInput(last?.input, schema))));
  const [version, setVersion] = useState<"draft" | number>("draft");
  const triggers = doc.blocks.filter((block) => block.type.startsWith("trigger.") && !block.disabled);
  const [triggerId, setTriggerId] = useState(triggers.find((trigger) => trigger.id === kept?.triggerId)?.id ?? triggers[0]?.id);
  const [from, setFrom] = useState(kept ? null : (last?.number ?? null));
  const [isDry, setDry] = useState(kept?.isDry ?? false);
  const start = useStartRun(workflowId, flush);
  const parsed = parseJson(draft.text.trim() === "" ? "{}" : draft.text);
  const problems = isApiError(start.error) ? inputProblems(start.error.details) : { fields: [], others: [] };

  const [isTyped, setTyped] = useState(kept !== null);
  useEffect(() => {
    if (isTyped) keepInput(sessionStorage, workflowId, { text: draft.text, triggerId, isDry });
  }, [isTyped, workflowId, draft.text, triggerId, isDry]);
  const choose = (input: Json, number: number | null) => {
    setDraft(draftOf(input));
    setFrom(number);
  };
  const chooseEvent = (input: Json, firedBy: string | undefined) => {
    choose(input, null);
    if (triggers.some((trigger) => trigger.id === firedBy)) setTriggerId(firedBy);
  };
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What one came for is the input, not the button that closes the dialog.
    root.current?.querySelector<HTMLElement>("section :is(input, textarea, [contenteditable=true])")?.focus();
  }, []);
  const run = () => {
    if (parsed.error !== null || start.isPending) return;
    const request = { input: parsed.value ?? {}, version, ...(triggers.length > 1 ? { triggerId } : {}), ...(isDry && version === "draft" ? { dryRun: true } : {}) };
    start.mutate(request, {
      onSuccess: ({ runId }) => {
        onOpenChange(false);
        onStarted(runId);
      },
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
  return (
    // Ctrl+Enter runs from wherever one is in the dialog.
    <div ref={root} className={styles.form} onKeyDownCapture={onKeyDown}>
      <WhatToRun
        version={version}
        onVersion={setVersion}
        publishedVersion={publishedVersion}
        triggers={triggers}
        triggerId={triggerId}
        onTrigger={setTriggerId}
      />
      <InputEditor
        schema={schema}
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          setTyped(true);
          // What was refused is not what stands there any more.
          if (start.isError) start.reset();
        }}
        problems={problems.fields}
        error={parsed.error}
        fact={from === null ? undefined : text.fromLast(from)}
        after={
          <>
            <RecentEvents workflowId={workflowId} onChoose={chooseEvent} />
            <RecentInputs workflowId={workflowId} onChoose={choose} />
          </>
        }
      />
      <DrySwitch on={isDry && version === "draft"} disabled={version !== "draft"} onChange={setDry} />
      {start.error && (
        <Message state="failed" title={errorSentence(start.error)}>
          {problems.others.length > 0 && (
            <ul>
              {problems.others.slice(0, 5).map((detail) => (
                <li key={detail.path + detail.message}>{detail.message}</li>
              ))}
            </ul>
          )}
        </Message>
      )}
      <footer className={styles.foot}>
        <Button variant="plain" onClick={() => onOpenChange(false)}>
          {text.cancel}
        </Button>
        <Button
          variant="filled"
          icon={<Play size={13} fill="currentColor" aria-hidden />}
          after={<Kbd keys="Ctrl Enter" />}
          busy={start.isPending}
          busyLabel={text.starting}
          disabled={parsed.error !== null}
          onClick={run}
        >
          {text.run}
        </Button>
      </footer>
    </div>
  );
}

function draftOf(input: Json): InputDraft {
  return { text: JSON.stringify(input, null, 2) };
}
