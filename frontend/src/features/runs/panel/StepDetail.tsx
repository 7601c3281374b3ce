import { ArrowUpRight, MoreHorizontal, RotateCw } from "lucide-react";
import { useStepOfRound } from "@/api/queries/useStepOfRound";
import type { Run, RunStep } from "@/api/types";
import { typeOf, type Catalogue } from "@/graph/catalogue";
import { findBlock, type Definition } from "@/graph/definition";
import { isRunOver, type RunView, type StepView } from "@/graph/runState";
import { sentenceOf } from "@/graph/sentence";
import { BlockTile } from "@/ui/BlockTile";
import { ButtonLink } from "@/ui/ButtonLink";
import { Tag } from "@/ui/Chip";
import { Menu, MenuItem } from "@/ui/Menu";
import { StatusPill } from "@/ui/StatusPill";
import { formatDuration } from "@/ui/time/duration";
import { IterationPicker } from "../iterations/IterationPicker";
import { countsOf, tellingStep, viewOfStep } from "../iterations/iterations";
import { text as resumeText } from "../resume/text";
import { iterationIn, type Round } from "../why/round";
import { WhyColumn } from "../why/WhyColumn";
import { text as waitText } from "../waiting/text";
import { WaitingNotice } from "../waiting/WaitingNotice";
import { ModelUseLine } from "./ModelUseLine";
import { stepGlyph } from "./states";
import styles from "./StepDetail.module.css";
import { StepNotice } from "./StepNotice";
import { StepValues } from "./StepValues";
import { text } from "./text";

export interface StepDetailProps {
  run: Run;
  view: RunView;
  doc: Definition;
  catalogue: Catalogue;
  blockId: string;
  /** The item somebody looks at inside a frame; blocks of the same frame are shown as they were for it. */
  round: Round | null;
  onRound: (round: Round) => void;
  onSelect: (blockId: string) => void;
  onRunFrom?: ((blockId: string) => void) | undefined;
}

/** One step: what it was sent, what it answered, and why it ran at all. Of a block inside a loop, one of its steps. */
export function StepDetail({ run, view, doc, catalogue, blockId, round, onRound, onSelect, onRunFrom }: StepDetailProps) {
  const own = run.steps.filter((candidate) => candidate.id === blockId);
  const wanted = iterationIn(doc, round, blockId);
  const known = wanted && own.find((step) => step.iteration.join() === wanted.join());
  const fetched = useStepOfRound(run.id, blockId, wanted ?? [], wanted !== null && !known).data;
  const block = findBlock(doc, blockId);
  if (!block) return null;
  const type = typeOf(catalogue, block);
  const isBody = view.steps[blockId]?.rounds !== undefined;
  const counts = countsOf(view.steps[blockId]);
  const detail = wanted ? (known ?? fetched ?? undefined) : isBody ? tellingStep(own, view.steps[blockId]) : own[0];
  const step = isBody && detail ? viewOfStep(run, detail, view.steps[blockId]) : wanted ? undefined : view.steps[blockId];
  const wait = run.waiting.find((entry) => entry.stepId === (detail?.stepId ?? step?.stepId));
  const took = formatDuration(step?.durationMs);
  // The blocks that the panel names are those of this round.
  const select = (id: string) => {
    if (detail && detail.iteration.length > 0) onRound({ blockId, iteration: detail.iteration });
    onSelect(id);
  };
  return (
    <section className={styles.detail} aria-label={`Step ${block.name}`}>
      <header className={styles.head}>
        <BlockTile icon={type?.icon ?? "box"} color={type?.color} provider={type?.provider} category={type?.category} size={28} />
        <div className={styles.titles}>
          <h3 title={block.name}>{block.name}</h3>
          <p>
            {sentenceOf(catalogue, block).map((part, index) => (part.strong ? <b key={index}>{part.text}</b> : part.text))}
          </p>
        </div>
        {isBody && counts.total > 1 && (
          <IterationPicker runId={run.id} blockId={blockId} counts={counts} isOver={isRunOver(view)} chosen={detail} onChoose={(step) => onRound({ blockId, iteration: step.iteration })} />
        )}
        {detail?.reused && (
          <span title={text.reusedWhy}>
            <Tag>{text.reused}</Tag>
          </span>
        )}
        <StatusPill state={stepGlyph(step)}>{step?.status === "completed" && took !== "" ? took : undefined}</StatusPill>
        {onRunFrom && step && step.status !== "skipped" && (
          <Menu align="end" trigger={<button type="button" className={styles.more} aria-label={resumeText.more}><MoreHorizontal size={16} aria-hidden /></button>}>
            <MenuItem icon={<RotateCw size={14} aria-hidden />} hint={resumeText.fromHint} onSelect={() => onRunFrom(blockId)}>
              {resumeText.from}
            </MenuItem>
          </Menu>
        )}
      </header>
      <Notice run={run} name={block.name} step={step} detail={detail} wait={wait} />
      <div className={styles.columns}>
        <StepValues key={detail?.stepId} runId={run.id} step={step} detail={detail} />
        <WhyColumn run={run} doc={doc} catalogue={catalogue} view={view} blockId={blockId} step={detail} onSelect={select} />
      </div>
    </section>
  );
}

interface NoticeProps {
  run: Run;
  name: string;
  step: StepView | undefined;
  detail: RunStep | undefined;
  wait: Run["waiting"][number] | undefined;
}

function Notice({ run, name, step, detail, wait }: NoticeProps) {
  if (step?.status === "waiting" && wait) return <WaitingNotice runId={run.id} name={name} wait={wait} step={detail} />;
  const child = detail?.type === "sub-workflow" ? childOf(detail) : null;
  return (
    <>
      {step && <StepNotice name={name} step={step} />}
      {detail && <ModelUseLine step={detail} />}
      {child && (
        <div className={styles.child}>
          <ButtonLink size="small" to={`/runs/${child}`} icon={<ArrowUpRight size={13} aria-hidden />}>
            {waitText.startedRun}
          </ButtonLink>
        </div>
      )}
    </>
  );
}

/** The run a sub-workflow step has started, from its output or, where that failed, from its error. */
function childOf({ output, error }: RunStep): string | null {
  for (const holder of [output, (error as { details?: unknown } | null)?.details]) {
    const id = typeof holder === "object" && holder !== null ? (holder as Record<string, unknown>)["runId"] : undefined;
    if (typeof id === "string") return id;
  }
  return null;
}
