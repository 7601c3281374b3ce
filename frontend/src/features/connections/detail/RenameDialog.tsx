import { useId, useState } from "react";
import { errorSentence } from "@/api/errors";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import type { Connection } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { text } from "../text";

export function RenameDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { change } = useConnectionActions();
  const [name, setName] = useState(connection.name);
  const formId = useId();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.renameTitle}
      width={420}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="filled" type="submit" form={formId} disabled={!name.trim()} busy={change.isPending} busyLabel={text.saving}>
            {text.renameSave}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ id: connection.id, name: name.trim() }, { onSuccess: onClose });
        }}
      >
        <Field label={text.panel.name} error={change.isError ? errorSentence(change.error) : undefined}>
          {(control) => <Input {...control} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
