import { CirclePlay, Flame } from "lucide-react";
import { errorSentence } from "@/api/errors";
import { useRuns } from "@/api/queries/useRuns";
import { RunTable } from "@/features/runs/list/RunTable";
import { useWorkflowRuns } from "@/features/runs/live/useWorkflowRuns";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { Message } from "@/ui/Message";
import styles from "./Studio.module.css";
import { text } from "./text";

/** The runs of this workflow, kept true by its socket. */
export function RunsTab({ workflowId }: { workflowId: string }) {
  const runs = useRuns({ workflowId });
  useWorkflowRuns(workflowId);
  const items = runs.data?.pages.flatMap((page) => page.data);
  return (
    <div className={styles.page}>
      <div className={styles.ways}>
        <ButtonLink size="small" to={`/workflows/${workflowId}/heat`} icon={<Flame size={14} aria-hidden />}>
          {text.runs.heat}
        </ButtonLink>
      </div>
      {runs.isError && !items ? (
        <Message state="failed" title={text.runs.failed} actions={<Button size="small" onClick={() => void runs.refetch()}>{text.tryAgain}</Button>}>
          {errorSentence(runs.error)}
        </Message>
      ) : items?.length === 0 ? (
        <EmptyState icon={<CirclePlay size={20} aria-hidden />} title={text.runs.none}>{text.runs.noneWhy}</EmptyState>
      ) : (
        <RunTable runs={items} />
      )}
      {runs.hasNextPage && (
        <div className={list.more}>
          <Button busy={runs.isFetchingNextPage} busyLabel={text.runs.reading} onClick={() => void runs.fetchNextPage()}>
            {text.runs.older}
          </Button>
        </div>
      )}
    </div>
  );
}
