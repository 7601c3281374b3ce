import { CirclePlay } from "lucide-react";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useRuns } from "@/api/queries/useRuns";
import { useRunStats } from "@/api/queries/useRunStats";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { Message } from "@/ui/Message";
import { PageHeader } from "@/ui/PageHeader";
import { useSearchText } from "@/ui/useSearchText";
import { BulkBar } from "../bulk/BulkBar";
import { useSelection } from "../bulk/useSelection";
import { LiveMark } from "./LiveMark";
import { NarrowedBar } from "./NarrowedBar";
import { PeriodMenu } from "./PeriodMenu";
import { RunFilters } from "./RunFilters";
import { RunHistogram } from "./RunHistogram";
import { RunStatsRow } from "./RunStatsRow";
import { RunTable } from "./RunTable";
import { text } from "./text";
import { nothingNarrowed, statesOf, useRunListView } from "./useRunListView";

const listRefreshMs = 4_000;
const statsRefreshMs = 15_000;

export function RunsPage() {
  const view = useRunListView();
  const { status, workflowId, period, narrowed } = view;
  const { text: typed, setText, settled: search } = useSearchText(view.search, (next) => view.set({ search: next }));
  const window = { from: narrowed.from || undefined, to: narrowed.to || undefined };
  const narrowing = { ...window, block: narrowed.block || undefined, blockStatus: narrowed.blockStatus || undefined, test: narrowed.test === "" ? undefined : narrowed.test === "true" };
  const isNarrowed = Object.values(narrowed).some((one) => one !== "");
  const runs = useRuns({ status: status && statesOf[status], workflowId, search, hours: period.hours, ...narrowing }, listRefreshMs);
  const stats = useRunStats(period.hours, statsRefreshMs);

  const selection = useSelection([search, status, workflowId, period.value, ...Object.values(narrowed)].join(" "));
  const mayRun = useMay("runs:write");
  const bulkFilter = () => ({
    workflowId: workflowId || undefined,
    status: status ? statesOf[status] : undefined,
    search: search || undefined,
    ...narrowing,
    from: narrowing.from ?? (period.hours ? new Date(Date.now() - period.hours * 3_600_000).toISOString() : undefined),
  });

  const pages = runs.data?.pages;
  const counts = pages?.[0]?.meta.counts;
  const items = pages?.flatMap((page) => page.data);
  const filtered = Boolean(search || status || workflowId || isNarrowed);
  const showAll = () => {
    setText("");
    view.set({ search: "", status: "", workflowId: "", ...nothingNarrowed });
  };
  const none = items?.length === 0 && !filtered;

  return (
    <>
      <PageHeader
        title={text.title}
        aside={items && <LiveMark fresh={!runs.isError} />}
        actions={<PeriodMenu period={period} onChange={(value) => view.set({ period: value, from: "", to: "" })} />}
      />
      {!none && (
        <>
          {/* The figures count every workflow, so they would mislead beside the runs of one. */}
          {!workflowId && !isNarrowed && (
            <>
              <RunStatsRow stats={stats.data} words={period.words} failed={stats.isError} />
              <RunHistogram hours={stats.data?.hours} />
            </>
          )}
          <RunFilters view={view} search={typed} onSearch={setText} counts={counts} />
          {isNarrowed && <NarrowedBar narrowed={narrowed} workflowId={workflowId} onClear={() => view.set(nothingNarrowed)} />}
        </>
      )}
      {runs.isError && !items ? (
        <div className={list.bar}>
          <Message
            state="failed"
            title={text.failed}
            actions={
              <Button size="small" onClick={() => void runs.refetch()}>
                {text.tryAgain}
              </Button>
            }
          >
            {errorSentence(runs.error)}
          </Message>
        </div>
      ) : items?.length === 0 ? (
        <EmptyState
          icon={<CirclePlay size={20} aria-hidden />}
          title={filtered ? text.noneFound.title : text.none.title}
          actions={
            filtered ? (
              <Button onClick={showAll}>{text.showAll}</Button>
            ) : (
              <ButtonLink variant="filled" to="/workflows">
                Open a workflow
              </ButtonLink>
            )
          }
        >
          {filtered ? text.noneFound.why : text.none.why}
        </EmptyState>
      ) : (
        <RunTable runs={items} selection={mayRun ? selection : undefined} />
      )}
      {runs.hasNextPage && (
        <div className={list.more}>
          <Button busy={runs.isFetchingNextPage} busyLabel={text.reading} onClick={() => void runs.fetchNextPage()}>
            {text.older}
          </Button>
        </div>
      )}
      {mayRun && items && <BulkBar selection={selection} runs={items} filter={bulkFilter} total={counts?.[status || "all"] ?? items.length} />}
    </>
  );
}
