import { Zap } from "lucide-react";
import { errorSentence } from "@/api/errors";
import { useEvents } from "@/api/queries/useEvents";
import { useProviders } from "@/api/queries/useProviders";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { LoadFailure } from "@/ui/LoadFailure";
import { PageHeader } from "@/ui/PageHeader";
import { Split } from "@/ui/SidePanel";
import { useSearchText } from "@/ui/useSearchText";
import { EventFilters } from "./EventFilters";
import { boundsOf } from "./eventPeriods";
import { EventPanel } from "./EventPanel";
import { EventPeriodMenu } from "./EventPeriodMenu";
import { EventTable } from "./EventTable";
import { FirstEvent } from "./FirstEvent";
import { text } from "./text";
import { useEventListView } from "./useEventListView";

const refreshMs = 4_000;

/** Everything that arrived, the newest first, and what became of it. */
export function EventsPage() {
  const view = useEventListView();
  const { text: typed, setText, settled: search } = useSearchText(view.search, (next) => view.set({ search: next }));
  const events = useEvents({ status: view.status, source: view.source, workflowId: view.workflowId, search, ...boundsOf(view) }, refreshMs);
  const names = new Map(useProviders().data?.map((provider) => [provider.id, provider.name]));
  const items = events.data?.pages.flatMap((page) => page.data);
  const isFiltered = Boolean(search || view.status || view.source || view.workflowId || view.period || view.from || view.to);
  const none = items?.length === 0 && !isFiltered;
  const showAll = () => {
    setText("");
    view.set({ search: "", status: "", source: "", workflowId: "", period: "", from: "", to: "" });
  };
  return (
    <Split panel={view.open ? <EventPanel key={view.open} id={view.open} names={names} onOpen={(open) => view.set({ open })} /> : null}>
      <PageHeader title={text.title} actions={!none && <EventPeriodMenu view={view} />} />
      {!none && <EventFilters view={view} search={typed} onSearch={setText} counts={events.data?.pages[0]?.meta.counts} names={names} />}
      {events.isError && !items ? (
        <LoadFailure title={text.failed} reason={errorSentence(events.error)} onRetry={() => void events.refetch()} />
      ) : none ? (
        <FirstEvent />
      ) : items?.length === 0 ? (
        <EmptyState icon={<Zap size={20} aria-hidden />} title={text.noneFound} actions={<Button onClick={showAll}>{text.showAll}</Button>}>
          {text.noneFoundWhy}
        </EmptyState>
      ) : (
        <EventTable events={items} names={names} openId={view.open} onOpen={(open) => view.set({ open })} />
      )}
      {events.hasNextPage && (
        <div className={list.more}>
          <Button busy={events.isFetchingNextPage} busyLabel={text.reading} onClick={() => void events.fetchNextPage()}>
            {text.older}
          </Button>
        </div>
      )}
    </Split>
  );
}
