import { Link } from "react-router";
import type { InboundEvent } from "@/api/types";
import { Button } from "@/ui/Button";
import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./Events.module.css";
import { decisionWords, eventWords, glyphs } from "./eventWords";
import { text } from "./text";

/** What the event did to each workflow that listens, with the runs it started. */
export function Decisions({ event, onOpen }: { event: InboundEvent; onOpen: (id: string) => void }) {
  const { decisions, firstId } = event;
  return (
    <>
      <ul className={styles.decisions}>
        {decisions.length === 0 && (
          <li>
            <StatusGlyph state={glyphs[event.status]} size={14} />
            <span>{eventWords(event)}</span>
          </li>
        )}
        {decisions.map((decision) => (
          <li key={`${decision.workflowId} ${decision.triggerId}`}>
            <StatusGlyph state={glyphs[decision.status]} size={14} />
            {decision.runId && decision.runNumber !== null ? <Link to={`/runs/${decision.runId}`}>{decisionWords(decision)}</Link> : <span>{decisionWords(decision)}</span>}
          </li>
        ))}
      </ul>
      {firstId && (
        <div className={styles.acts}>
          <Button size="small" onClick={() => onOpen(firstId)}>
            {text.firstOne}
          </Button>
        </div>
      )}
    </>
  );
}
