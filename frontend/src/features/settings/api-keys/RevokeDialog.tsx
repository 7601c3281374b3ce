import { errorSentence } from "@/api/errors";
import { useApiKeys } from "@/api/queries/useApiKeys";
import type { ApiKey } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { text } from "./text";

/** Asks first, because a revoked key cannot be brought back. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { revoke } = useApiKeys();
  const onRevoke = () =>
    revoke.mutate(apiKey.id, {
      onSuccess: () => {
        onClose();
        showToast({ text: text.revoked(apiKey.name) });
      },
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.revokeTitle(apiKey.name)}
      description={text.revokeWhy}
      width={420}
      footer={
        <>
          <Button onClick={onClose}>{text.keep}</Button>
          <Button variant="danger" busy={revoke.isPending} busyLabel={text.revoking} onClick={onRevoke}>
            {text.revokeDo}
          </Button>
        </>
      }
    >
      {revoke.isError && <Message state="failed" title={errorSentence(revoke.error)} />}
    </Dialog>
  );
}
