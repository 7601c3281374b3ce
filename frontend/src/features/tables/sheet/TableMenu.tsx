import { Columns3, Download, Ellipsis, Trash2, Upload } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useTableActions } from "@/api/queries/useTables";
import type { Table } from "@/api/types";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { showToast } from "@/ui/toast/toasts";
import { TableDialog } from "../columns/TableDialog";
import { ImportDialog } from "../import/ImportDialog";
import { text } from "../text";

type Open = "edit" | "import" | "delete" | null;

/** Everything one can do to the table as a whole. */
export function TableMenu({ table, mayWrite }: { table: Table; mayWrite: boolean }) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Menu align="end" trigger={<IconButton variant="outlined" label={text.sheet.more} icon={<Ellipsis size={16} aria-hidden />} />}>
        {mayWrite && (
          <>
            <MenuItem icon={<Columns3 size={15} aria-hidden />} onSelect={() => setOpen("edit")}>
              {text.sheet.editColumns}
            </MenuItem>
            <MenuItem icon={<Upload size={15} aria-hidden />} onSelect={() => setOpen("import")}>
              {text.sheet.importCsv}
            </MenuItem>
          </>
        )}
        <MenuItem icon={<Download size={15} aria-hidden />} onSelect={() => exportTable(table.id)}>
          {text.sheet.exportCsv}
        </MenuItem>
        {mayWrite && (
          <>
            <MenuSeparator />
            <MenuItem danger icon={<Trash2 size={15} aria-hidden />} onSelect={() => setOpen("delete")}>
              {text.sheet.remove}
            </MenuItem>
          </>
        )}
      </Menu>
      {open === "edit" && <TableDialog table={table} onClose={close} onDone={close} />}
      {open === "import" && <ImportDialog table={table} onClose={close} />}
      {open === "delete" && <DeleteDialog table={table} onClose={close} />}
    </>
  );
}

function DeleteDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const { remove } = useTableActions();
  const navigate = useNavigate();
  const go = () =>
    remove.mutate(table.id, {
      onSuccess: () => {
        showToast({ text: text.sheet.removed(table.name) });
        void navigate("/tables");
      },
    });
  return (
    <ConfirmDialog
      title={text.sheet.removeTitle(table.name)}
      why={text.sheet.removeWhy(table.rowCount, table.usedBy.map((user) => user.name))}
      keep={text.sheet.keep}
      act={text.sheet.remove}
      acting={text.sheet.removing}
      busy={remove.isPending}
      refusal={remove.isError ? errorSentence(remove.error) : undefined}
      onConfirm={go}
      onClose={onClose}
    />
  );
}

/** The browser fetches the file itself, as large as it may be. */
function exportTable(id: string): void {
  const link = document.createElement("a");
  link.href = `/api/v1/tables/${id}/csv`;
  link.download = "";
  link.click();
}
