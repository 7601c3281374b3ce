import { ArrowDownUp, ChevronDown, Plus, Table2, Upload } from "lucide-react";
import { useCallback, useState } from "react";
import { Link, useParams } from "react-router";
import { errorSentence, isApiError } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useTable } from "@/api/queries/useTables";
import type { Table, TableRow } from "@/api/types";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { LoadFailure } from "@/ui/LoadFailure";
import { Menu, MenuChoice } from "@/ui/Menu";
import { PageHeader } from "@/ui/PageHeader";
import { SearchField } from "@/ui/SearchField";
import { Skeleton } from "@/ui/Skeleton";
import { useSearchText } from "@/ui/useSearchText";
import { ImportDialog } from "../import/ImportDialog";
import { text } from "../text";
import { FilterMenu } from "./FilterMenu";
import { Grid } from "./Grid";
import { RowBar } from "./RowBar";
import { TableMenu } from "./TableMenu";
import styles from "./TablePage.module.css";
import { UsedBy } from "./UsedBy";
import { useRowSelection } from "./useRowSelection";
import { useSheet } from "./useSheet";
import { newestFirst, useSheetView } from "./useSheetView";

/** One table's rows in a grid. */
export function TablePage() {
  const { tableId = "" } = useParams();
  const table = useTable(tableId);
  if (table.data) return <Sheet key={tableId} table={table.data} />;
  if (isApiError(table.error, "NOT_FOUND")) {
    return (
      <EmptyState icon={<Table2 size={20} aria-hidden />} level={1} title={text.sheet.missing} actions={<ButtonLink to="/tables">{text.sheet.back}</ButtonLink>}>
        {text.sheet.missingWhy}
      </EmptyState>
    );
  }
  if (table.isError) return <LoadFailure title={text.failed} reason={errorSentence(table.error)} onRetry={() => void table.refetch()} />;
  return (
    <div className={list.bar} aria-busy>
      <Skeleton width={220} height={24} />
    </div>
  );
}

function Sheet({ table }: { table: Table }) {
  const { view, set } = useSheetView();
  const { text: typed, setText } = useSearchText(view.search, (search) => set({ search }));
  const mayWrite = useMay("tables:write");
  const sheet = useSheet(table.id, view);
  const selection = useRowSelection(JSON.stringify(view));
  const [fresh, setFresh] = useState("");
  const [isImporting, setImporting] = useState(false);
  const { rows, query } = sheet;
  const fetchNext = query.fetchNextPage;
  const more = useCallback(() => void (query.isFetchingNextPage || query.isError || fetchNext()), [query.isFetchingNextPage, query.isError, fetchNext]);
  const narrowed = Boolean(view.search || view.filter);
  const chosen = rows?.filter((row) => selection.ids.has(row.id)) ?? [];
  const showAll = () => {
    setText("");
    set({ search: "", filter: "" });
  };
  // A new row is the newest one: it stands at the top, ready to be typed into.
  const showNew = (row: TableRow) => {
    showAll();
    set({ sort: newestFirst });
    setFresh(row.id);
  };
  const addRow = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} busy={sheet.isAdding} busyLabel={text.sheet.adding} onClick={() => sheet.add(showNew)}>
      {text.sheet.addRow}
    </Button>
  );
  const isEmpty = rows?.length === 0 && !query.hasNextPage;
  return (
    <div className={styles.page}>
      <PageHeader
        title={table.name}
        aside={
          <>
            <span className={styles.fact}>{text.rows(table.rowCount)}</span>
            <UsedBy users={table.usedBy} />
          </>
        }
        actions={
          <>
            <Link to="/tables" className={styles.back}>
              {text.sheet.back}
            </Link>
            <TableMenu table={table} mayWrite={mayWrite} />
            {addRow}
          </>
        }
      />
      {table.description && <p className={styles.lead}>{table.description}</p>}
      <div className={list.bar}>
        <SearchField label={text.sheet.search} placeholder={text.sheet.searchHint} value={typed} onChange={setText} />
        <FilterMenu columns={table.columns} filter={view.filter} onChange={(filter) => set({ filter })} />
        <Menu
          trigger={
            <Button variant="plain" icon={<ArrowDownUp size={14} aria-hidden />} after={<ChevronDown size={14} aria-hidden />}>
              {orderWords(view.sort)}
            </Button>
          }
        >
          <MenuChoice value={view.sort} options={[{ value: newestFirst, label: text.sheet.newestFirst }, { value: "createdAt", label: text.sheet.oldestFirst }]} onChange={(sort) => set({ sort })} />
        </Menu>
      </div>
      {query.isError && !rows ? (
        <LoadFailure title={text.sheet.rowsFailed} reason={errorSentence(query.error)} onRetry={() => void query.refetch()} />
      ) : isEmpty && (narrowed || table.columns.length === 0 || table.rowCount === 0) ? (
        <EmptyState
          icon={<Table2 size={20} aria-hidden />}
          title={narrowed ? text.sheet.noneFound.title : text.sheet.empty.title}
          actions={
            narrowed ? (
              <Button onClick={showAll}>{text.sheet.showAll}</Button>
            ) : (
              mayWrite && (
                <Button icon={<Upload size={15} aria-hidden />} onClick={() => setImporting(true)}>
                  {text.sheet.importCsv}
                </Button>
              )
            )
          }
        >
          {narrowed ? text.sheet.noneFound.why : mayWrite ? text.sheet.empty.why : text.sheet.emptyReader}
        </EmptyState>
      ) : (
        <Grid table={table} rows={rows} hasMore={query.hasNextPage} editable={mayWrite} sort={view.sort} selection={selection} fresh={fresh} onSort={(sort) => set({ sort })} onMore={more} onChange={sheet.change} />
      )}
      <RowBar count={chosen.length} busy={sheet.isRemoving} onDelete={() => sheet.remove(chosen, selection.clear)} onClear={selection.clear} />
      {isImporting && <ImportDialog table={table} onClose={() => setImporting(false)} />}
    </div>
  );
}

function orderWords(sort: string): string {
  if (sort === newestFirst) return text.sheet.newestFirst;
  if (sort === "createdAt") return text.sheet.oldestFirst;
  return text.sheet.sortedBy(sort.replace(/^-/, ""), sort.startsWith("-"));
}
