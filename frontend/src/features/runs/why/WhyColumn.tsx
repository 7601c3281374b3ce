import { CornerDownRight } from "lucide-react";
import { useMemo } from "react";
import type { Run, RunStep } from "@/api/types";
import { useStepWhy } from "@/api/queries/useStepWhy";
import type { Catalogue } from "@/graph/catalogue";
import { findBlock, type Definition } from "@/graph/definition";
import type { RunView } from "@/graph/runState";
import { Skeleton } from "@/ui/Skeleton";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { stepGlyph } from "../panel/states";
import { roundView } from "./round";
import origins from "./Origins.module.css";
import { text } from "./text";
import { ValueOrigins } from "./ValueOrigins";
import { explain } from "./why";
import styles from "./Why.module.css";

export interface WhyColumnProps {
  run: Run;
  doc: Definition;
  catalogue: Catalogue;
  view: RunView;
  blockId: string;
  /** The step that is shown; a block that was not reached has none. */
  step: RunStep | undefined;
  onSelect: (blockId: string) => void;
}

const titles = { ran: text.ran, skipped: text.skipped, "not yet": text.notYet };

/** The edges that led to this step, where its values came from, and the ways beside it that were not taken. */
export function WhyColumn({ run, doc, catalogue, view, blockId, step, onSelect }: WhyColumnProps) {
  const query = useStepWhy(run.id, step?.stepId, step?.status);
  const seen = useMemo(() => roundView(doc, run, view, step, query.data), [doc, run, view, step, query.data]);
  const why = useMemo(() => explain(doc, catalogue, seen, blockId, step?.iteration), [doc, catalogue, seen, blockId, step]);
  return (
    <div className={styles.why} role="region" aria-label={titles[why.ran]}>
      <h4 className={styles.heading}>
        <CornerDownRight size={14} aria-hidden />
        {titles[why.ran]}
      </h4>
      {why.because && <p className={styles.because}>{why.because}</p>}
      {why.path.length === 0 && why.ran === "ran" && <p className={styles.because}>{text.firstBlock}</p>}
      <ol className={styles.path}>
        {why.path.map(({ block, did, strong, detail, also }) => (
          <li key={block.id}>
            <StatusGlyph state={stepGlyph(seen.steps[block.id])} size={13} />
            <span>
              <button type="button" onClick={() => onSelect(block.id)}>
                {block.name}
              </button>{" "}
              {did} {strong && <b>{strong}</b>}
              {detail && <small>{detail}</small>}
              {also.length > 0 && <small>{text.together(also.join(" and "))}</small>}
            </span>
          </li>
        ))}
      </ol>
      {why.ran === "ran" && <Values {...{ run, doc, catalogue, blockId, query, onSelect }} />}
      {why.notRun.length > 0 && (
        <>
          <h5 className={styles.sub}>{text.notRun}</h5>
          <ul className={styles.beside}>
            {why.notRun.map(({ block, reason }) => (
              <li key={block.id}>
                <StatusGlyph state="skipped" size={13} />
                <span>
                  <button type="button" onClick={() => onSelect(block.id)}>
                    {block.name}
                  </button>
                  <small>{reason}</small>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

type ValuesProps = Pick<WhyColumnProps, "run" | "doc" | "catalogue" | "blockId" | "onSelect"> & { query: ReturnType<typeof useStepWhy> };

/** Where the values came from; nothing for a block that takes none in. */
function Values({ run, doc, catalogue, blockId, query, onSelect }: ValuesProps) {
  const block = findBlock(doc, blockId);
  if (!block || block.type.startsWith("trigger.") || query.fetchStatus === "idle" && !query.data && !query.error) return null;
  const fields = query.data?.fields;
  return (
    <>
      <h5 className={styles.sub}>{text.values}</h5>
      {run.redacted && <p className={origins.note}>{text.erased}</p>}
      {query.error && <p className={origins.note}>{text.unread}</p>}
      {!fields && !query.error && (
        <div className={origins.note} role="status" aria-label={text.reading}>
          <Skeleton width="70%" height={12} />
        </div>
      )}
      {fields?.length === 0 && <p className={origins.note}>{text.fixed}</p>}
      {fields && fields.length > 0 && <ValueOrigins doc={doc} catalogue={catalogue} block={block} fields={fields} onSelect={onSelect} />}
    </>
  );
}
