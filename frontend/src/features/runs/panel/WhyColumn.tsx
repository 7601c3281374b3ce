import { CornerDownRight } from "lucide-react";
import { useMemo } from "react";
import type { Catalogue } from "@/graph/catalogue";
import type { Definition } from "@/graph/definition";
import type { RunView } from "@/graph/runState";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { stepGlyph } from "./states";
import styles from "./StepDetail.module.css";
import { text } from "./text";
import { explain } from "./why";

export interface WhyColumnProps {
  doc: Definition;
  catalogue: Catalogue;
  view: RunView;
  blockId: string;
  onSelect: (blockId: string) => void;
}

const titles = { ran: text.whyRan, skipped: text.whySkipped, "not yet": text.whyNotYet };

/** The edges that led to this step, and the ways beside them that were not taken. */
export function WhyColumn({ doc, catalogue, view, blockId, onSelect }: WhyColumnProps) {
  const why = useMemo(() => explain(doc, catalogue, view, blockId), [doc, catalogue, view, blockId]);
  return (
    <div className={styles.why}>
      <h4 className={styles.heading}>
        <CornerDownRight size={14} aria-hidden />
        {titles[why.ran]}
      </h4>
      {why.because && <p className={styles.because}>{why.because}</p>}
      {why.path.length === 0 && why.ran === "ran" && <p className={styles.because}>{text.firstBlock}</p>}
      <ol className={styles.path}>
        {why.path.map(({ block, did, strong, detail, also }) => (
          <li key={block.id}>
            <StatusGlyph state={stepGlyph(view.steps[block.id])} size={13} />
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
