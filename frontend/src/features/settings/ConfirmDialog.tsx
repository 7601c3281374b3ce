import type { UseMutationResult } from "@tanstack/react-query";
import { errorSentence } from "@/api/errors";
import { ConfirmDialog as Confirm, type ConfirmDialogProps as Words } from "@/ui/ConfirmDialog";
import { showToast } from "@/ui/toast/toasts";

export interface ConfirmDialogProps<Variables> extends Pick<Words, "title" | "why" | "keep" | "act" | "acting" | "onClose"> {
  /** Said once it is done. */
  done: string;
  mutation: UseMutationResult<unknown, Error, Variables>;
  variables: Variables;
}

/** Asks, then does what the mutation does. */
export function ConfirmDialog<Variables>({ done, mutation, variables, ...words }: ConfirmDialogProps<Variables>) {
  const go = () =>
    mutation.mutate(variables, {
      onSuccess: () => {
        showToast({ text: done });
        words.onClose();
      },
    });
  return <Confirm {...words} busy={mutation.isPending} refusal={mutation.isError ? errorSentence(mutation.error) : undefined} onConfirm={go} />;
}
