import { Plus } from "lucide-react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useWorkflowActions } from "@/api/queries/useWorkflowActions";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast/toasts";
import { text } from "./text";

export function NewWorkflowButton() {
  const { create } = useWorkflowActions();
  const navigate = useNavigate();
  return (
    <Button
      variant="filled"
      icon={<Plus size={15} strokeWidth={2.25} aria-hidden />}
      busy={create.isPending}
      busyLabel={text.creating}
      onClick={() =>
        // By its promise: the list that is no longer empty takes this button away before `onSuccess` of `mutate` would be called.
        void create.mutateAsync(text.newName).then(
          (workflow) => navigate(`/workflows/${workflow.id}`),
          (error: unknown) => showToast({ state: "failed", text: errorSentence(error) }),
        )
      }
    >
      {text.create}
    </Button>
  );
}
