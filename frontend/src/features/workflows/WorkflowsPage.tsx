import { LayoutTemplate, Workflow as WorkflowIcon } from "lucide-react";
import { useMemo } from "react";
import { errorSentence } from "@/api/errors";
import { useCatalogue } from "@/api/queries/useCatalogue";
import { useMay } from "@/api/queries/useMay";
import { useWorkflows } from "@/api/queries/useWorkflows";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { Message } from "@/ui/Message";
import { PageHeader } from "@/ui/PageHeader";
import { useSearchText } from "@/ui/useSearchText";
import { ImportButton } from "./ImportButton";
import { NewWorkflowButton } from "./NewWorkflowButton";
import { sortWorkflows } from "./order";
import { text } from "./text";
import { useWorkflowListView } from "./useWorkflowListView";
import { WorkflowFilters } from "./WorkflowFilters";
import { WorkflowTable } from "./WorkflowTable";

const refreshMs = 10_000;

export function WorkflowsPage() {
  const view = useWorkflowListView();
  const { text: typed, setText, settled: search } = useSearchText(view.search, (next) => view.set({ search: next }));
  const workflows = useWorkflows({ search, status: view.status }, refreshMs);
  const catalogue = useCatalogue().data;
  const mayWrite = useMay("workflows:write");

  const pages = workflows.data?.pages;
  const items = useMemo(() => {
    const all = pages?.flatMap((page) => page.data);
    return all && !workflows.hasNextPage ? sortWorkflows(all, view.order) : all;
  }, [pages, workflows.hasNextPage, view.order]);
  const filtered = Boolean(search || view.status);
  const showAll = () => {
    setText("");
    view.set({ search: "", status: "" });
  };
  const none = items?.length === 0 && !filtered;

  return (
    <>
      <PageHeader
        title={text.title}
        actions={
          mayWrite &&
          !none && (
            <>
              <ImportButton />
              <ButtonLink to="/templates" icon={<LayoutTemplate size={15} aria-hidden />}>
                {text.fromTemplate}
              </ButtonLink>
              <NewWorkflowButton />
            </>
          )
        }
      />
      {!none && <WorkflowFilters view={view} search={typed} onSearch={setText} counts={pages?.[0]?.meta.counts} sortable={!workflows.hasNextPage} />}
      {workflows.isError && !items ? (
        <div className={list.bar}>
          <Message
            state="failed"
            title={text.failed}
            actions={
              <Button size="small" onClick={() => void workflows.refetch()}>
                {text.tryAgain}
              </Button>
            }
          >
            {errorSentence(workflows.error)}
          </Message>
        </div>
      ) : items?.length === 0 ? (
        <EmptyState
          icon={<WorkflowIcon size={20} aria-hidden />}
          title={filtered ? text.noneFound.title : text.none.title}
          actions={
            filtered ? (
              <Button onClick={showAll}>{text.showAll}</Button>
            ) : (
              mayWrite && (
                <>
                  <NewWorkflowButton />
                  <ButtonLink to="/templates" variant="plain">
                    {text.fromTemplate}
                  </ButtonLink>
                  <ImportButton plain />
                </>
              )
            )
          }
        >
          {filtered ? text.noneFound.why : mayWrite ? text.none.why : text.none.whyReader}
        </EmptyState>
      ) : (
        <WorkflowTable workflows={items} catalogue={catalogue} />
      )}
      {workflows.hasNextPage && (
        <div className={list.more}>
          <Button busy={workflows.isFetchingNextPage} busyLabel="Reading…" onClick={() => void workflows.fetchNextPage()}>
            Show more workflows
          </Button>
        </div>
      )}
    </>
  );
}
