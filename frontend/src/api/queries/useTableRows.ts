import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import type { Json } from "@/graph/definition";
import { api, type Page } from "../client";
import { keys } from "../keys";
import type { TableRow } from "../types";

export interface RowView {
  search: string;
  /** JSON, as the API takes it; empty for all rows. */
  filter: string;
  /** A column, with "-" before it for the last first; "-createdAt" is the newest first. */
  sort: string;
}

type Rows = InfiniteData<Page<TableRow>, string | null>;
export type RowData = Record<string, Json>;

const pageSize = 100;

export function useTableRows(tableId: string, view: RowView) {
  return useInfiniteQuery({
    queryKey: keys.tableRows(tableId, view),
    queryFn: ({ pageParam, signal }) =>
      api.page<TableRow>(`/tables/${tableId}/rows`, { query: { ...view, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
  });
}

/** Changes of rows. A cell shows its new value at once, and the old one again when the change is refused. */
export function useRowActions(tableId: string, view: RowView) {
  const client = useQueryClient();
  const key = keys.tableRows(tableId, view);
  const edit = (change: (rows: TableRow[], page: number) => TableRow[]) =>
    client.setQueryData<Rows>(key, (before) => before && { ...before, pages: before.pages.map((page, index) => ({ ...page, data: change(page.data, index) })) });
  const replace = (row: TableRow) => edit((rows) => rows.map((each) => (each.id === row.id ? row : each)));
  /** Counts are of the table; other views of its rows are asked for anew when they are opened. */
  const recount = () => {
    void client.invalidateQueries({ queryKey: keys.table(tableId), exact: true });
    void client.invalidateQueries({ queryKey: keys.tableLists });
    void client.invalidateQueries({ queryKey: keys.table(tableId), refetchType: "none", predicate: (query) => query.queryKey[3] === "rows" });
  };

  const change = useMutation({
    mutationFn: ({ row, data }: { row: TableRow; data: RowData }) => api.patch<TableRow>(`/tables/${tableId}/rows/${row.id}`, { data }),
    onMutate: async ({ row, data }) => {
      await client.cancelQueries({ queryKey: key });
      replace({ ...row, data: { ...row.data, ...data } });
    },
    onSuccess: replace,
    onError: (_, { row }) => void replace(row),
  });
  const add = useMutation({
    mutationFn: (data: RowData) => api.post<TableRow>(`/tables/${tableId}/rows`, { data }),
    onSuccess: (row) => {
      edit((rows, page) => (page === 0 ? [row, ...rows] : rows));
      recount();
    },
  });
  const remove = useMutation({
    mutationFn: (rows: readonly TableRow[]) => api.post<{ deleted: number }>(`/tables/${tableId}/rows/delete`, { ids: rows.map((row) => row.id) }),
    onSuccess: (_, gone) => {
      const ids = new Set(gone.map((row) => row.id));
      edit((rows) => rows.filter((row) => !ids.has(row.id)));
      recount();
    },
  });
  const restore = useMutation({
    mutationFn: (rows: readonly TableRow[]) => api.post<TableRow[]>(`/tables/${tableId}/rows/bulk`, { rows: rows.map((row) => row.data) }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.table(tableId) }),
  });
  return { change, add, remove, restore };
}
