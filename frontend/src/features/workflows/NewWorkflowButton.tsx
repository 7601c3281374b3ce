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
        create.mutate(text.newName, {
          onSuccess: (workflow) => void navigate(`/workflows/${workflow.id}`),
          onError: (error) => showToast({ state: "failed", text: errorSentence(error) }),
        })
      }
    >
      {text.create}
    </Button>
  );
}
