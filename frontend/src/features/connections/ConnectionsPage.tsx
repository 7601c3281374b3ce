import { Plug, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { errorSentence } from "@/api/errors";
import { useConnections, useConnectionUseCounts } from "@/api/queries/useConnections";
import { useMay } from "@/api/queries/useMay";
import { useProviders } from "@/api/queries/useProviders";
import type { Provider } from "@/api/types";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { FilterChips } from "@/ui/FilterChips";
import list from "@/ui/list.module.css";
import { Message } from "@/ui/Message";
import { PageHeader } from "@/ui/PageHeader";
import { SearchField } from "@/ui/SearchField";
import { StatusGlyph, type GlyphState } from "@/ui/StatusGlyph";
import { useSearchText } from "@/ui/useSearchText";
import { AddConnectionDialog } from "./add/AddConnectionDialog";
import styles from "./Connections.module.css";
import { ConnectionTable } from "./ConnectionTable";
import { ConnectionPanel } from "./detail/ConnectionPanel";
import { countsOf, filters, fits, matches, rowsOf, type ConnectionFilter } from "./rows";
import { text } from "./text";
import { useConnectionListView } from "./useConnectionListView";

const refreshMs = 15_000;
const glyphs: Partial<Record<ConnectionFilter, GlyphState>> = { broken: "failed", attention: "problem", working: "completed", unused: "skipped" };

export function ConnectionsPage() {
  const view = useConnectionListView();
  const { text: typed, setText, settled: search } = useSearchText(view.search, (next) => view.set({ search: next }));
  const connections = useConnections({ refetchInterval: refreshMs });
  const providers = useProviders().data;
  const uses = useConnectionUseCounts().data;
  const mayWrite = useMay("connections:write");
  const [adding, setAdding] = useState<{ provider?: Provider | undefined } | null>(null);

  const rows = useMemo(
    () => (connections.data && providers ? rowsOf(connections.data, providers, uses) : undefined),
    [connections.data, providers, uses],
  );
  const shown = rows?.filter((row) => fits(row, view.filter) && (!search || matches(row, search)));
  const opened = rows?.find((row) => row.connection.id === view.open);
  const none = rows?.length === 0;
  const add = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setAdding({})}>
      {text.add}
    </Button>
  );
  const showAll = () => {
    setText("");
    view.set({ search: "", filter: "all" });
  };

  return (
    <div className={styles.page} data-open={opened ? true : undefined}>
      <div className={styles.list}>
        <PageHeader
          title={text.title}
          actions={
            !none && (
              <>
                <SearchField label={text.searchLabel} placeholder={text.searchHint} value={typed} onChange={setText} />
                {add}
              </>
            )
          }
        />
        {!none && (
          <div className={list.bar}>
            <FilterChips label={text.filterLabel} options={filterOptions(rows)} value={view.filter} onChange={(filter) => view.set({ filter })} />
          </div>
        )}
        {connections.isError && !rows ? (
          <div className={list.bar}>
            <Message
              state="failed"
              title={text.failed}
              actions={
                <Button size="small" onClick={() => void connections.refetch()}>
                  {text.tryAgain}
                </Button>
              }
            >
              {errorSentence(connections.error)}
            </Message>
          </div>
        ) : none ? (
          <EmptyState icon={<Plug size={20} aria-hidden />} title={text.none.title} actions={add}>
            {mayWrite ? text.none.why : text.none.whyReader}
          </EmptyState>
        ) : shown?.length === 0 ? (
          <EmptyState icon={<Plug size={20} aria-hidden />} title={text.noneFound.title} actions={<Button onClick={showAll}>{text.showAll}</Button>}>
            {text.noneFound.why}
          </EmptyState>
        ) : (
          <>
            <ConnectionTable rows={shown} openId={opened?.connection.id} onOpen={(id) => view.set({ open: id })} />
            <p className={styles.note}>{text.checkedNote}</p>
          </>
        )}
      </div>
      {opened && rows && (
        <ConnectionPanel
          key={opened.connection.id}
          row={opened}
          rows={rows}
          mayWrite={mayWrite}
          onOpen={(id) => view.set({ open: id })}
          onAdd={() => setAdding({ provider: opened.provider })}
        />
      )}
      {adding && (
        <AddConnectionDialog
          startWith={adding.provider}
          onClose={() => setAdding(null)}
          onDone={(id) => {
            setAdding(null);
            view.set({ open: id });
          }}
        />
      )}
    </div>
  );
}

function filterOptions(rows: ReturnType<typeof rowsOf> | undefined) {
  const counts = rows && countsOf(rows);
  return filters
    .filter((value) => value !== "duplicates" || counts?.duplicates)
    .map((value) => {
      const glyph = glyphs[value];
      return { value, label: text.filters[value], count: counts?.[value], icon: glyph && <StatusGlyph state={glyph} size={13} /> };
    });
}
