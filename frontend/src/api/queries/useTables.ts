import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { NewTable, SheetImport, SheetPreview, Table, TableChange } from "../types";

export function useTables(filter: { search?: string } = {}) {
  return useInfiniteQuery({
    queryKey: keys.tableList(filter),
    queryFn: ({ pageParam, signal }) => api.page<Table>("/tables", { query: { ...filter, limit: 100, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
  });
}

export function useTable(id: string) {
  return useQuery({ queryKey: keys.table(id), queryFn: ({ signal }) => api.get<Table>(`/tables/${id}`, { signal }) });
}

/** What one can do to tables as wholes. Each refreshes what is shown of them. */
export function useTableActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keys.tables });
  const create = useMutation({ mutationFn: (table: Partial<NewTable>) => api.post<Table>("/tables", table), onSuccess });
  const change = useMutation({
    mutationFn: ({ id, ...fields }: Partial<TableChange> & { id: string }) => api.patch<Table>(`/tables/${id}`, fields),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/tables/${id}`),
    onSuccess: (_, id) => {
      client.removeQueries({ queryKey: keys.table(id) });
      return client.invalidateQueries({ queryKey: keys.tableLists });
    },
  });
  return { create, change, remove };
}

/** A CSV file: read for a preview, then imported. */
export function useSheetImport(id: string) {
  const client = useQueryClient();
  const preview = useMutation({ mutationFn: (file: File) => api.send<SheetPreview>(`/tables/${id}/csv/preview`, file, "text/csv") });
  const load = useMutation({
    mutationFn: ({ file, ...query }: { file: File; replace: boolean; onError: "refuse" | "skip" }) =>
      api.send<SheetImport>(`/tables/${id}/csv`, file, "text/csv", { query }),
    // Also where no answer came: the rows may be there.
    onSettled: () => client.invalidateQueries({ queryKey: keys.tables }),
  });
  return { preview, load };
}
