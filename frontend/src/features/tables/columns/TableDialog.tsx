import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useTableActions } from "@/api/queries/useTables";
import type { Table } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { text } from "../text";
import { ColumnsEditor } from "./ColumnsEditor";
import { columnProblem, columnsOf, draftOf, newColumn } from "./draft";

export interface TableDialogProps {
  /** None for a new one. */
  table?: Table;
  onClose: () => void;
  onDone: (table: Table) => void;
}

const mostRows = 100_000;

/** A table's name, limits and columns: for a new one, or to change them. */
export function TableDialog({ table, onClose, onDone }: TableDialogProps) {
  const { create, change } = useTableActions();
  const [name, setName] = useState(table?.name ?? "");
  const [description, setDescription] = useState(table?.description ?? "");
  const [maxRows, setMaxRows] = useState(String(table?.maxRows ?? 10_000));
  const [columns, setColumns] = useState(() => (table ? draftOf(table.columns) : [newColumn()]));
  const [tried, setTried] = useState(false);
  const formId = useId();
  const save = table ? change : create;
  const other = otherError(save.error, ["name"]);
  const most = Number(maxRows);
  // A new table's last line is there to be filled, not to be complained about.
  const kept = table ? columns : columns.filter((column) => column.name.trim());
  const wrong = {
    name: !name.trim() && text.dialog.nameMissing,
    most: !(Number.isInteger(most) && most >= 1 && most <= mostRows) && text.dialog.maxRowsWrong,
    columns: columnProblem(kept),
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong.name || wrong.most || wrong.columns) return;
    const fields = { name: name.trim(), description: description.trim(), maxRows: most, columns: columnsOf(kept) };
    const onSuccess = (answer: Table) => {
      onDone(answer);
      onClose();
    };
    if (table) change.mutate({ id: table.id, ...fields }, { onSuccess });
    else create.mutate(fields, { onSuccess });
  };

  return (
    <Dialog
      open
      width={640}
      onOpenChange={(open) => !open && onClose()}
      title={table ? text.dialog.editTitle : text.dialog.newTitle}
      footer={
        <>
          <Button onClick={onClose}>{text.dialog.cancel}</Button>
          <Button variant="filled" type="submit" form={formId} busy={save.isPending} busyLabel={text.dialog.saving}>
            {table ? text.dialog.save : text.dialog.create}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label={text.dialog.name} error={(tried && wrong.name) || fieldError(save.error, "name")}>
          {(control) => <Input {...control} value={name} maxLength={255} placeholder={text.dialog.nameHint} autoComplete="off" onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={text.dialog.description}>
          {(control) => <Input {...control} value={description} maxLength={1000} autoComplete="off" onChange={(event) => setDescription(event.target.value)} />}
        </Field>
        <Field label={text.dialog.maxRows} help={text.dialog.maxRowsHelp} error={tried && wrong.most}>
          {(control) => <Input {...control} inputMode="numeric" value={maxRows} onChange={(event) => setMaxRows(event.target.value)} />}
        </Field>
        <ColumnsEditor columns={columns} onChange={setColumns} />
        {tried && wrong.columns && <Message state="failed" title={wrong.columns} />}
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
