import { ChevronLeft, ChevronRight, Pencil, RotateCw, Square, StepForward } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import type { Run } from "@/api/types";
import { useRunActions } from "@/features/runs/live/useRunActions";
import { mayResume } from "@/features/runs/resume/resume";
import { ResumeDialog, type ResumeFrom } from "@/features/runs/resume/ResumeDialog";
import { RunState } from "@/features/runs/panel/RunState";
import { TestTag } from "@/features/runs/testing/TestTag";
import type { Json } from "@/graph/definition";
import { isRunOver, type RunView } from "@/graph/runState";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { Tag } from "@/ui/Chip";
import { IconButton } from "@/ui/IconButton";
import { cx } from "@/ui/cx";
import { formatClock, formatMoment } from "@/ui/time/ago";
import { showToast } from "@/ui/toast/toasts";
import header from "../header/StudioHeader.module.css";
import { StudioTabs } from "../header/StudioTabs";
import { RunMenu } from "./RunMenu";
import styles from "./RunPage.module.css";
import { text } from "./text";
import { useNeighbours } from "./useNeighbours";

/** Which run this is, how it stands, the runs beside it, and what one can do about it. */
export function RunHeader({ run, view, mayRun, inputSchema }: { run: Run; view: RunView; mayRun: boolean; inputSchema: Json | null }) {
  const started = view.startedAt ?? run.startedAt ?? run.createdAt;
  return (
    <header className={cx(header.header, styles.head)}>
      <div className={cx(header.left, styles.left)}>
        <Link to={`/workflows/${run.workflowId}`} className={styles.crumb}>
          {run.workflowName}
        </Link>
        <span className={cx(header.slash, styles.slash)} aria-hidden>
          /
        </span>
        <h1 className={styles.title}>{text.run(run.number)}</h1>
        <RunState run={run} view={view} />
        <TestTag run={run} />
        <span className={styles.version} title={run.workflowVersion === null ? text.draftWhy : undefined}>
          <Tag>{run.workflowVersion === null ? text.draft : text.version(run.workflowVersion)}</Tag>
        </span>
        <time className={styles.time} dateTime={started} title={formatMoment(started)}>
          {text.started(formatClock(started))}
        </time>
      </div>
      <div className={styles.tabs}>
        <StudioTabs workflowId={run.workflowId} onRun />
      </div>
      <div className={header.right}>
        <Neighbours run={run} />
        <ButtonLink className={styles.draft} to={`/workflows/${run.workflowId}`}>
          <Pencil size={14} aria-hidden />
          {text.openDraft}
        </ButtonLink>
        {mayRun && <MainAction run={run} view={view} inputSchema={inputSchema} />}
        {isRunOver(view) && <RunMenu run={run} />}
      </div>
    </header>
  );
}

function Neighbours({ run }: { run: Run }) {
  const { older, newer, last } = useNeighbours(run);
  const navigate = useNavigate();
  const go = (id: string | null) => {
    if (id) void navigate(`/workflows/${run.workflowId}/runs/${id}`);
  };
  return (
    <div className={styles.neighbours}>
      <IconButton label={text.older} size="small" disabled={!older} icon={<ChevronLeft size={16} aria-hidden />} onClick={() => go(older)} />
      <span className="num">{text.of(run.number, last)}</span>
      <IconButton label={text.newer} size="small" disabled={!newer} icon={<ChevronRight size={16} aria-hidden />} onClick={() => go(newer)} />
      <i className={header.line} aria-hidden />
    </div>
  );
}

function MainAction({ run, view, inputSchema }: { run: Run; view: RunView; inputSchema: Json | null }) {
  const [resuming, setResuming] = useState<ResumeFrom | null>(null);
  const { cancel, retry } = useRunActions(run.id);
  const navigate = useNavigate();
  const onError = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  if (!isRunOver(view)) {
    return (
      <Button variant="danger" icon={<Square size={13} aria-hidden />} busy={cancel.isPending} busyLabel={text.cancelling} onClick={() => cancel.mutate(undefined, { onError })}>
        {text.cancel}
      </Button>
    );
  }
  const onSuccess = (id: string) => void navigate(`/workflows/${run.workflowId}/runs/${id}`);
  return (
    <>
      {mayResume(view.status, null) && (
        <>
          <Button className={styles.resume} icon={<StepForward size={14} aria-hidden />} onClick={() => setResuming({ block: null })}>
            {text.resume}
          </Button>
          <ResumeDialog run={run} from={resuming} inputSchema={inputSchema} onClose={() => setResuming(null)} onStarted={onSuccess} />
        </>
      )}
      <Button icon={<RotateCw size={14} aria-hidden />} busy={retry.isPending} busyLabel={text.starting} onClick={() => retry.mutate("same", { onSuccess, onError })}>
        {text.again}
      </Button>
    </>
  );
}
