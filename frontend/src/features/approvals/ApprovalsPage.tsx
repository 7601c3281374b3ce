import { Stamp } from "lucide-react";
import { useSearchParams } from "react-router";
import { errorSentence } from "@/api/errors";
import { useApprovals, type ApprovalFilter } from "@/api/queries/useApprovals";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { FilterChips } from "@/ui/FilterChips";
import list from "@/ui/list.module.css";
import { Message } from "@/ui/Message";
import { PageHeader } from "@/ui/PageHeader";
import { Skeleton } from "@/ui/Skeleton";
import { ApprovalCard } from "./ApprovalCard";
import styles from "./ApprovalsPage.module.css";
import { text } from "./text";

type Which = "mine" | "company" | "decided";

const refreshMs = 5_000;
const filters: Record<Which, ApprovalFilter> = {
  mine: { mine: true, status: "waiting" },
  company: { mine: false, status: "waiting" },
  decided: { mine: false, status: "all" },
};
const empty: Record<Which, { title: string; why: string }> = {
  mine: { title: text.none, why: text.noneWhy },
  company: { title: text.noneCompany, why: text.noneCompanyWhy },
  decided: { title: text.noneDecided, why: text.noneDecidedWhy },
};

/** What waits for a person's decision, decided in place. */
export function ApprovalsPage() {
  const [params, setParams] = useSearchParams();
  const shown = params.get("show");
  const which: Which = shown === "company" || shown === "decided" ? shown : "mine";
  const approvals = useApprovals(filters[which], refreshMs);
  const pages = approvals.data?.pages;
  const items = pages?.flatMap((page) => page.data).filter((approval) => which !== "decided" || approval.status !== "waiting");
  return (
    <>
      <PageHeader title={text.title} />
      <div className={list.bar}>
        <FilterChips
          label={text.which}
          value={which}
          onChange={(next) => setParams(next === "mine" ? {} : { show: next }, { replace: true })}
          options={[
            { value: "mine", label: text.mine, count: pages?.[0]?.meta.waiting },
            { value: "company", label: text.company },
            { value: "decided", label: text.decided },
          ]}
        />
      </div>
      {approvals.isError && !items ? (
        <div className={list.bar}>
          <Message state="failed" title={text.failed} actions={<Button size="small" onClick={() => void approvals.refetch()}>{text.tryAgain}</Button>}>
            {errorSentence(approvals.error)}
          </Message>
        </div>
      ) : items?.length === 0 && !approvals.hasNextPage ? (
        <EmptyState icon={<Stamp size={20} aria-hidden />} title={empty[which].title} actions={<ButtonLink to="/runs">{text.seeRuns}</ButtonLink>}>
          {empty[which].why}
        </EmptyState>
      ) : (
        <div className={styles.cards} aria-busy={!items}>
          {items ? items.map((approval) => <ApprovalCard key={approval.id} approval={approval} />) : [1, 2, 3].map((key) => <Skeleton key={key} height={132} radius={10} />)}
        </div>
      )}
      {approvals.hasNextPage && (
        <div className={list.more}>
          <Button busy={approvals.isFetchingNextPage} busyLabel={text.reading} onClick={() => void approvals.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  );
}
