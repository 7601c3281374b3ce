import { ScrollText } from "lucide-react";
import { useSearchParams } from "react-router";
import { useAudit } from "@/api/queries/useAudit";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Select } from "@/ui/Input";
import list from "@/ui/list.module.css";
import { SearchField } from "@/ui/SearchField";
import { useSearchText } from "@/ui/useSearchText";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import { AuditTable } from "./AuditTable";
import styles from "./Audit.module.css";
import { text } from "./text";

/** Who changed what in this company. */
export function AuditSection() {
  const [params, setParams] = useSearchParams();
  const action = params.get("action") ?? "";
  const set = (change: { search?: string; action?: string }) =>
    setParams(Object.fromEntries(Object.entries({ search: params.get("search") ?? "", action, ...change }).filter(([, value]) => value !== "")), { replace: true });
  const { text: typed, setText, settled: search } = useSearchText(params.get("search") ?? "", (next) => set({ search: next }));
  const audit = useAudit({ search, action });
  const events = audit.data?.pages.flatMap((page) => page.data);
  const isFiltered = Boolean(search || action);
  const showAll = () => {
    setText("");
    set({ search: "", action: "" });
  };
  return (
    <Section lead={text.lead}>
      <div className={list.bar}>
        <SearchField label={text.searchLabel} placeholder={text.searchHint} value={typed} onChange={setText} />
        <div className={styles.act}>
          <Select aria-label={text.actLabel} value={action} onChange={(event) => set({ action: event.target.value })}>
            <option value="">{text.anyAct}</option>
            {text.acts.map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </Select>
        </div>
      </div>
      {audit.isError && !events ? (
        <LoadFailure title={text.failed} error={audit.error} onRetry={() => void audit.refetch()} />
      ) : events?.length === 0 ? (
        <EmptyState icon={<ScrollText size={20} aria-hidden />} title={isFiltered ? text.noneFound : text.none} actions={isFiltered && <Button onClick={showAll}>{text.showAll}</Button>}>
          {isFiltered ? text.noneFoundWhy : text.noneWhy}
        </EmptyState>
      ) : (
        <AuditTable events={events} />
      )}
      {audit.hasNextPage && (
        <div className={list.more}>
          <Button busy={audit.isFetchingNextPage} busyLabel={text.reading} onClick={() => void audit.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </Section>
  );
}
