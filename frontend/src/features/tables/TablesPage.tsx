import { Plus, Table2 } from "lucide-react";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useTables } from "@/api/queries/useTables";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { LoadFailure } from "@/ui/LoadFailure";
import { PageHeader } from "@/ui/PageHeader";
import { SearchField } from "@/ui/SearchField";
import { useSearchText } from "@/ui/useSearchText";
import { TableDialog } from "./columns/TableDialog";
import { TableList } from "./TableList";
import { text } from "./text";

export function TablesPage() {
  const [params, setParams] = useSearchParams();
  const writeSearch = (search: string) => setParams(search ? { search } : {}, { replace: true });
  const { text: typed, setText, settled: search } = useSearchText(params.get("search") ?? "", writeSearch);
  const tables = useTables({ search });
  const mayWrite = useMay("tables:write");
  const navigate = useNavigate();
  const [isMaking, setMaking] = useState(false);
  const items = tables.data?.pages.flatMap((page) => page.data);
  const none = items?.length === 0 && !search;
  const create = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setMaking(true)}>
      {text.create}
    </Button>
  );

  return (
    <>
      <PageHeader title={text.title} actions={!none && create} />
      {!none && (
        <div className={list.bar}>
          <SearchField label={text.searchLabel} placeholder={text.searchHint} value={typed} onChange={setText} />
        </div>
      )}
      {tables.isError && !items ? (
        <LoadFailure title={text.failed} reason={errorSentence(tables.error)} onRetry={() => void tables.refetch()} />
      ) : none ? (
        <EmptyState icon={<Table2 size={20} aria-hidden />} title={text.none.title} actions={create}>
          {mayWrite ? text.none.why : text.none.whyReader}
        </EmptyState>
      ) : items?.length === 0 ? (
        <EmptyState icon={<Table2 size={20} aria-hidden />} title={text.noneFound.title} actions={<Button onClick={() => setText("")}>{text.showAll}</Button>}>
          {text.noneFound.why}
        </EmptyState>
      ) : (
        <TableList tables={items} />
      )}
      {tables.hasNextPage && (
        <div className={list.more}>
          <Button busy={tables.isFetchingNextPage} busyLabel={text.reading} onClick={() => void tables.fetchNextPage()}>
            {text.showMore}
          </Button>
        </div>
      )}
      {isMaking && <TableDialog onClose={() => setMaking(false)} onDone={(table) => void navigate(`/tables/${table.id}`)} />}
    </>
  );
}
