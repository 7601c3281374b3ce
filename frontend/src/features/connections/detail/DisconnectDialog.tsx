import { errorSentence } from "@/api/errors";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import type { ConnectionRowData } from "../rows";
import { text } from "../text";

export interface DisconnectDialogProps {
  row: ConnectionRowData;
  /** It is disconnected already, or was never finished: the entry itself goes. */
  deletes: boolean;
  onClose: () => void;
  onDone: (deleted: boolean) => void;
}

/** Asks first, because the access cannot be taken back. */
export function DisconnectDialog({ row, deletes, onClose, onDone }: DisconnectDialogProps) {
  const { connection, uses } = row;
  const { disconnect } = useConnectionActions();
  const atRisk = uses?.atRisk ?? 0;
  const go = () =>
    disconnect.mutate(connection.id, {
      onSuccess: ({ deleted }) => {
        showToast({ text: deleted ? text.deleted(connection.name) : text.disconnected(connection.name) });
        onDone(deleted);
      },
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={deletes ? text.deleteTitle(connection.name) : text.disconnectTitle(connection.name)}
      description={deletes ? text.deleteWhy : text.disconnectWhy}
      width={440}
      footer={
        <>
          <Button onClick={onClose}>{text.keep}</Button>
          <Button variant="danger" busy={disconnect.isPending} busyLabel={text.disconnecting} onClick={go}>
            {deletes ? text.panel.remove : text.panel.disconnect}
          </Button>
        </>
      }
    >
      {atRisk > 0 && <Message state="problem" title={text.disconnectRisk(atRisk)} />}
      {disconnect.isError && <Message state="failed" title={errorSentence(disconnect.error)} />}
    </Dialog>
  );
}
