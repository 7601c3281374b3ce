import { ChevronRight, Pencil, Play, RotateCw } from "lucide-react";
import type { Run } from "@/api/types";
import { errorSentence } from "@/api/errors";
import type { Catalogue } from "@/graph/catalogue";
import type { Definition } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { JsonView } from "@/ui/json/JsonView";
import { Message } from "@/ui/Message";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { useRunActions } from "../live/useRunActions";
import { FailedValues } from "../why/FailedValues";
import { text as resumeText } from "../resume/text";
import type { Failure } from "./failure";
import styles from "./FailureTab.module.css";
import { text } from "./text";

export interface FailureTabProps {
  failure: Failure;
  run: Run;
  doc: Definition;
  catalogue: Catalogue;
  mayRun: boolean;
  onSelect: (blockId: string) => void;
  /** Selects a block and turns to its step. */
  onShow: (blockId: string) => void;
  onStarted: (runId: string) => void;
  onResume: (editInput: boolean) => void;
  onOpenInDraft?: ((blockId: string) => void) | undefined;
}

/** What went wrong, what is and is not done, and the ways on. Codes come last. */
export function FailureTab({ failure, run, doc, catalogue, mayRun, onSelect, onShow, onStarted, onResume, onOpenInDraft }: FailureTabProps) {
  const { retry } = useRunActions(run.id);
  const { block, step, error } = failure;
  const fix = block && onOpenInDraft && (
    <Way key="fix" title={`Set ${block.name} right`} why="Its settings open in the draft; this run stays as it is.">
      <Button size="small" icon={<Pencil size={13} aria-hidden />} onClick={() => onOpenInDraft(block.id)}>
        {text.openInDraft}
      </Button>
    </Way>
  );
  const again = mayRun && (
    <Way key="again" title={text.runAgain} why={failure.mayPass ? "Same input, same version. This kind of failure often passes." : "Same input, same version. Blocks that are done run once more."}>
      <Button
        size="small"
        icon={<RotateCw size={13} aria-hidden />}
        busy={retry.isPending}
        busyLabel={text.starting}
        onClick={() => retry.mutate("same", { onSuccess: onStarted })}
      >
        {text.runAgain}
      </Button>
    </Way>
  );
  const resume = mayRun && (
    <Way key="resume" title={block ? text.goOn(block.name) : text.goOnAnyway} why={resumeText.resumeWhy}>
      <span className={styles.pair}>
        <Button size="small" onClick={() => onResume(true)}>
          {resumeText.editFirst}
        </Button>
        <Button variant="filled" size="small" icon={<Play size={12} fill="currentColor" aria-hidden />} onClick={() => onResume(false)}>
          {resumeText.resumeHere}
        </Button>
      </span>
    </Way>
  );
  const ways = (failure.mayPass ? [resume, again, fix] : [fix, resume, again]).filter(Boolean);
  const attempts = step && step.attempts > 1 ? `${String(step.attempts)} attempts` : "not retried";
  return (
    <div className={styles.failure}>
      <section className={styles.what}>
        <span className={styles.badge}>
          <StatusGlyph state="failed" size={20} />
        </span>
        <div className={styles.words}>
          <h2>{failure.headline}</h2>
          {failure.cause && <p>{failure.cause}</p>}
        </div>
        <ul className={styles.facts}>
          {failure.facts.map((fact) => (
            <li key={fact.blockId}>
              <StatusGlyph state={fact.state} size={13} />
              <span>
                <button type="button" onClick={() => onSelect(fact.blockId)}>
                  {fact.name}
                </button>{" "}
                {fact.words}
              </span>
            </li>
          ))}
          {failure.more > 0 && <li>and {failure.more} more on the timeline</li>}
        </ul>
      </section>
      {ways.length > 0 && (
        <section className={styles.todo}>
          <h3>{text.whatToDo}</h3>
          <ol>{ways}</ol>
          {retry.error && <Message state="failed" title={errorSentence(retry.error)} />}
        </section>
      )}
      {block && step && <FailedValues run={run} doc={doc} catalogue={catalogue} block={block} step={step} onSelect={onShow} />}
      <details className={styles.technical}>
        <summary>
          <ChevronRight size={14} aria-hidden />
          {text.technical}
          <code>{[error?.code, step && attempts].filter(Boolean).join(" · ")}</code>
        </summary>
        <JsonView label={text.technical} value={{ run: run.id, step: step?.stepId ?? null, version: run.versionRef, error }} openDepth={3} />
      </details>
    </div>
  );
}

function Way({ title, why, children }: { title: string; why: string; children: React.ReactNode }) {
  return (
    <li className={styles.way}>
      <div>
        <b>{title}</b>
        <p>{why}</p>
      </div>
      {children}
    </li>
  );
}
