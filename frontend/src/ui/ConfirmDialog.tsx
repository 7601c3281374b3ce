import type { ReactNode } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Message } from "./Message";

export interface ConfirmDialogProps {
  title: string;
  why: ReactNode;
  keep: string;
  act: string;
  acting: string;
  busy: boolean;
  /** Why the last attempt was refused. */
  refusal?: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks first, because what it does cannot be taken back. */
export function ConfirmDialog({ title, why, keep, act, acting, busy, refusal, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={why}
      width={420}
      footer={
        <>
          <Button onClick={onClose}>{keep}</Button>
          <Button variant="danger" busy={busy} busyLabel={acting} onClick={onConfirm}>
            {act}
          </Button>
        </>
      }
    >
      {refusal && <Message state="failed" title={refusal} />}
    </Dialog>
  );
}
