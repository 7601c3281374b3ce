import { useSchedules, useTicks } from "@/api/queries/useSchedules";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { NextTick } from "./NextTick";
import { text } from "./text";
import { TickRow } from "./TickRow";
import styles from "./ticks.module.css";

/** A published schedule: when it runs next, and what became of the times before. */
export function TicksTab({ workflowId, blockId }: { workflowId: string; blockId: string }) {
  const schedules = useSchedules(workflowId);
  const ticks = useTicks(workflowId, blockId);
  const schedule = schedules.data?.find((one) => one.blockId === blockId);
  const rows = ticks.data?.pages.flatMap((page) => page.data) ?? [];
  if (schedules.isError || ticks.isError) {
    return (
      <Message
        state="failed"
        title={text.failed}
        actions={
          <Button
            onClick={() => {
              void schedules.refetch();
              void ticks.refetch();
            }}
          >
            {text.tryAgain}
          </Button>
        }
      />
    );
  }
  if (schedules.isPending || ticks.isPending) return <Skeleton width="70%" />;
  return (
    <>
      {schedule ? <NextTick schedule={schedule} /> : <p className={styles.quiet}>{text.notLive}</p>}
      {rows.length === 0 && schedule && <p className={styles.quiet}>{text.none}</p>}
      {rows.length > 0 && (
        <section aria-label={text.ledger}>
          <ol className={styles.rows}>
            {rows.map((tick) => (
              <TickRow key={tick.id} tick={tick} />
            ))}
          </ol>
          {ticks.hasNextPage && (
            <Button disabled={ticks.isFetchingNextPage} onClick={() => void ticks.fetchNextPage()}>
              {text.older}
            </Button>
          )}
        </section>
      )}
    </>
  );
}
