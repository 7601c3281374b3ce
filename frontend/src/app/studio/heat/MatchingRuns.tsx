import { useState } from "react";
import { Link } from "react-router";
import { useRuns } from "@/api/queries/useRuns";
import type { BlockHeat } from "@/api/types";
import { findBlock, type Definition } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { FilterChips } from "@/ui/FilterChips";
import { runGlyph } from "@/ui/runGlyph";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { Ago } from "@/ui/time/Ago";
import styles from "./Heat.module.css";
import { text } from "./text";

type Outcome = "failed" | "completed" | "skipped";

export interface MatchingRunsProps {
  workflowId: string;
  doc: Definition;
  blockId: string;
  hours: number;
  heat: BlockHeat | undefined;
}

/** The runs behind a block's figures, by what became of the block in them. */
export function MatchingRuns({ workflowId, doc, blockId, hours, heat }: MatchingRunsProps) {
  const [outcome, setOutcome] = useState<Outcome>(heat && heat.failed > 0 ? "failed" : "completed");
  const query = useRuns({ workflowId, hours, block: blockId, blockStatus: outcome });
  const runs = query.data?.pages.flatMap((page) => page.data);
  const name = findBlock(doc, blockId)?.name ?? blockId;
  return (
    <section className={styles.matching} aria-label={text.matching(name)}>
      <h3>{text.matching(name)}</h3>
      <FilterChips
        label={text.which}
        value={outcome}
        onChange={setOutcome}
        options={(["failed", "completed", "skipped"] as const).map((value) => ({ value, label: text.outcomes[value], count: heat?.[value] ?? 0 }))}
      />
      {runs?.length === 0 && <p>{text.noMatch}</p>}
      <ul>
        {runs?.map((run) => (
          <li key={run.id}>
            <Link to={`/workflows/${workflowId}/runs/${run.id}`}>
              <StatusGlyph state={runGlyph(run.status)} size={13} />
              <b className="num">{run.number.toLocaleString("en-US")}</b>
              <span>{run.subject || run.summary}</span>
              <small>
                <Ago at={run.createdAt} />
              </small>
            </Link>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button size="small" busy={query.isFetchingNextPage} busyLabel={text.reading} onClick={() => void query.fetchNextPage()}>
          {text.more}
        </Button>
      )}
    </section>
  );
}
