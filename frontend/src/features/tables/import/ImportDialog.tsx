import { useState } from "react";
import { errorSentence, isApiError } from "@/api/errors";
import { useSheetImport } from "@/api/queries/useTables";
import type { Table } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";
import { FileChoice } from "./FileChoice";
import styles from "./ImportDialog.module.css";
import { LineErrors } from "./LineErrors";
import { PreviewTable } from "./PreviewTable";

const words = text.import;

/** A CSV file: chosen, looked at, imported. What keeps a line out is said before anything is changed. */
export function ImportDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const { preview, load } = useSheetImport(table.id);
  const [file, setFile] = useState<File | null>(null);
  const [skip, setSkip] = useState(false);
  const [replace, setReplace] = useState(false);
  const found = preview.data;
  const absent = found ? table.columns.map((column) => column.name).filter((name) => !found.columns.some((column) => column.name === name)) : [];
  const room = found ? found.room + (replace ? table.rowCount : 0) : 0;
  const isBlocked = !found || found.total === 0 || (found.skipped > 0 && !skip) || found.total > room;
  const choose = (next: File) => {
    setFile(next);
    setSkip(false);
    load.reset();
    preview.mutate(next);
  };
  const go = () =>
    file &&
    load.mutate(
      { file, replace, onError: skip ? "skip" : "refuse" },
      {
        onSuccess: (done) => {
          showToast({ text: words.done(done.imported) });
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      width={760}
      // What came of it is said here, so the dialog stays until it is known.
      onOpenChange={(open) => !open && !load.isPending && onClose()}
      title={words.title(table.name)}
      description={words.why}
      footer={
        <>
          <Button disabled={load.isPending} onClick={onClose}>{words.cancel}</Button>
          <Button variant="filled" disabled={isBlocked} busy={load.isPending} busyLabel={words.importing(found?.total ?? 0)} onClick={go}>
            {words.go(found?.total ?? 0)}
          </Button>
        </>
      }
    >
      <div className={styles.parts}>
        <FileChoice file={file} busy={preview.isPending} onChoose={choose} />
        {preview.isError && <Message state="failed" title={errorSentence(preview.error)} />}
        {found && (
          <>
            <ul className={styles.facts}>
              <li>
                <b>{words.lines(found.total)}</b>
              </li>
              {found.columns.some((column) => column.isNew) && <li>{words.newColumns(found.columns.filter((column) => column.isNew).map((column) => column.name))}</li>}
              {absent.length > 0 && <li>{words.notInFile(absent)}</li>}
              {found.flagged > 0 && <li>{words.flagged(found.flagged)}</li>}
            </ul>
            {found.skipped > 0 && <LineErrors skipped={found.skipped} errors={found.errors} skip={skip} mayContinue={found.total > 0} onSkip={setSkip} />}
            {table.rowCount > 0 && (
              <label className={styles.choice}>
                <input type="checkbox" checked={replace} onChange={(event) => setReplace(event.target.checked)} />
                {words.replace(table.rowCount)}
              </label>
            )}
            {found.total > room && <Message state="failed" title={words.noRoom(room, table.rowCount > 0 && !replace)} />}
            {found.rows.length > 0 && <PreviewTable columns={found.columns} rows={found.rows} />}
          </>
        )}
        {isApiError(load.error, "OFFLINE") ? (
          <Message state="failed" title={words.unanswered}>
            {words.unansweredWhy}
          </Message>
        ) : (
          load.isError && <Message state="failed" title={errorSentence(load.error)} />
        )}
      </div>
    </Dialog>
  );
}
