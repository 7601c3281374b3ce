import type { Run, RunStep } from "@/api/types";
import { useStepWhy } from "@/api/queries/useStepWhy";
import type { Catalogue } from "@/graph/catalogue";
import type { BlockDef, Definition } from "@/graph/definition";
import styles from "./Origins.module.css";
import { text } from "./text";
import { ValueOrigins } from "./ValueOrigins";

export interface FailedValuesProps {
  run: Run;
  doc: Definition;
  catalogue: Catalogue;
  block: BlockDef;
  step: RunStep;
  onSelect: (blockId: string) => void;
}

/** Of the step that failed: where the values came from that it was refused with. */
export function FailedValues({ run, doc, catalogue, block, step, onSelect }: FailedValuesProps) {
  const fields = useStepWhy(run.id, step.stepId, step.status).data?.fields ?? [];
  if (fields.length === 0) return null;
  // A path that led nowhere is most often the reason.
  const lost = (field: (typeof fields)[number]) => field.sources.some((source) => source.missing !== null);
  const sorted = [...fields.filter(lost), ...fields.filter((field) => !lost(field))];
  return (
    <section className={styles.failed}>
      <h3>{text.values}</h3>
      <ValueOrigins doc={doc} catalogue={catalogue} block={block} fields={sorted} onSelect={onSelect} />
    </section>
  );
}
