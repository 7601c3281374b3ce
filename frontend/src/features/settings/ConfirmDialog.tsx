import type { UseMutationResult } from "@tanstack/react-query";
import { errorSentence } from "@/api/errors";
import { ConfirmDialog as Confirm, type ConfirmDialogProps as Words } from "@/ui/ConfirmDialog";
import { showToast } from "@/ui/toast/toasts";

export interface ConfirmDialogProps<Variables, Answer> extends Pick<Words, "title" | "why" | "keep" | "act" | "acting" | "onClose"> {
  /** Said once it is done. */
  done: string;
  mutation: UseMutationResult<Answer, Error, Variables>;
  variables: Variables;
  onDone?: (answer: Answer) => void;
}

/** Asks, then does what the mutation does. */
export function ConfirmDialog<Variables, Answer>({ done, mutation, variables, onDone, ...words }: ConfirmDialogProps<Variables, Answer>) {
  const go = () =>
    mutation.mutate(variables, {
      onSuccess: (answer) => {
        showToast({ text: done });
        words.onClose();
        onDone?.(answer);
      },
    });
  return <Confirm {...words} busy={mutation.isPending} refusal={mutation.isError ? errorSentence(mutation.error) : undefined} onConfirm={go} />;
}
