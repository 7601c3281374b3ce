import type { UseMutationResult } from "@tanstack/react-query";
import { errorSentence } from "@/api/errors";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";

export interface ConfirmDialogProps<Variables> {
  title: string;
  why: string;
  keep: string;
  act: string;
  acting: string;
  /** Said once it is done. */
  done: string;
  mutation: UseMutationResult<unknown, Error, Variables>;
  variables: Variables;
  onClose: () => void;
}

/** Asks first, because what it does cannot be taken back. */
export function ConfirmDialog<Variables>({ title, why, keep, act, acting, done, mutation, variables, onClose }: ConfirmDialogProps<Variables>) {
  const go = () =>
    mutation.mutate(variables, {
      onSuccess: () => {
        showToast({ text: done });
        onClose();
      },
    });
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
          <Button variant="danger" busy={mutation.isPending} busyLabel={acting} onClick={go}>
            {act}
          </Button>
        </>
      }
    >
      {mutation.isError && <Message state="failed" title={errorSentence(mutation.error)} />}
    </Dialog>
  );
}
