import { useCallback } from "react";
import { errorSentence } from "@/api/errors";
import { useRowActions, useTableRows, type RowData, type RowView } from "@/api/queries/useTableRows";
import type { TableRow } from "@/api/types";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";

const mostAtOnce = 1_000;

/** The rows of a view and what one can do to them; what is refused or can be taken back is said in a toast. */
export function useSheet(tableId: string, view: RowView) {
  const query = useTableRows(tableId, view);
  const { change, add, remove, restore } = useRowActions(tableId, view);
  const refuse = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  const { mutate } = change;
  return {
    query,
    rows: query.data?.pages.flatMap((page) => page.data),
    change: useCallback((row: TableRow, data: RowData) => mutate({ row, data }, { onError: refuse }), [mutate]),
    isAdding: add.isPending,
    add: (onAdded: (row: TableRow) => void) => add.mutate({}, { onSuccess: onAdded, onError: refuse }),
    isRemoving: remove.isPending,
    remove: (chosen: readonly TableRow[], onGone: () => void) => {
      const rows = chosen.slice(0, mostAtOnce);
      remove.mutate(rows, {
        onError: refuse,
        onSuccess: ({ deleted }) => {
          onGone();
          const undo = () => restore.mutate([...rows].sort((a, b) => a.position - b.position), { onError: refuse });
          showToast({ text: text.sheet.deleted(deleted), action: { label: text.sheet.undo, run: undo } });
        },
      });
    },
  };
}
