import type { Run } from "@/api/types";
import { typeOf, type Catalogue } from "@/graph/catalogue";
import { findBlock, type Definition } from "@/graph/definition";
import type { RunView } from "@/graph/runState";
import { sentenceOf } from "@/graph/sentence";
import { BlockTile } from "@/ui/BlockTile";
import { StatusPill } from "@/ui/StatusPill";
import { formatDuration } from "@/ui/time/duration";
import { stepGlyph } from "./states";
import styles from "./StepDetail.module.css";
import { StepNotice } from "./StepNotice";
import { StepValues } from "./StepValues";
import { WhyColumn } from "./WhyColumn";

export interface StepDetailProps {
  run: Run;
  view: RunView;
  doc: Definition;
  catalogue: Catalogue;
  blockId: string;
  onSelect: (blockId: string) => void;
}

/** One step: what it was sent, what it answered, and why it ran at all. */
export function StepDetail({ run, view, doc, catalogue, blockId, onSelect }: StepDetailProps) {
  const block = findBlock(doc, blockId);
  if (!block) return null;
  const type = typeOf(catalogue, block);
  const step = view.steps[blockId];
  const detail = run.steps.find((candidate) => candidate.id === blockId);
  const took = formatDuration(step?.durationMs);
  return (
    <section className={styles.detail} aria-label={`Step ${block.name}`}>
      <header className={styles.head}>
        <BlockTile icon={type?.icon ?? "box"} color={type?.color} category={type?.category} size={28} />
        <div className={styles.titles}>
          <h3>{block.name}</h3>
          <p>
            {sentenceOf(catalogue, block).map((part, index) => (part.strong ? <b key={index}>{part.text}</b> : part.text))}
          </p>
        </div>
        <StatusPill state={stepGlyph(step)}>{step?.status === "completed" && took !== "" ? took : undefined}</StatusPill>
      </header>
      {step && <StepNotice name={block.name} step={step} />}
      <div className={styles.columns}>
        <StepValues step={step} detail={detail} />
        <WhyColumn doc={doc} catalogue={catalogue} view={view} blockId={blockId} onSelect={onSelect} />
      </div>
    </section>
  );
}
