import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useHeldEvents } from "@/api/queries/useHeldEvents";
import { useMay } from "@/api/queries/useMay";
import { useWorkflowActions } from "@/api/queries/useWorkflowActions";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { text } from "./text";

export interface ResumeDialogProps {
  workflow: { id: string; name: string };
  onClose: () => void;
}

/** Makes a paused workflow live again, and asks what is to become of the events that came meanwhile. */
export function ResumeDialog({ workflow, onClose }: ResumeDialogProps) {
  const mayRelease = useMay("events:write");
  const { act } = useWorkflowActions();
  const { held, release } = useHeldEvents(workflow.id, true);
  const [doing, setDoing] = useState<"run" | "drop" | "keep">();
  const count = held.data?.count ?? 0;
  const error = act.error ?? release.error;
  const resume = async (what: "run" | "drop" | "keep") => {
    setDoing(what);
    try {
      await act.mutateAsync({ id: workflow.id, verb: "resume" });
      const done = what === "keep" ? 0 : await release.mutateAsync(what);
      showToast({ text: what === "keep" ? text.did.resume(workflow.name) : text.released[what](done) });
      onClose();
    } catch {
      setDoing(undefined); // the dialog says why
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.resumeQuestion(workflow.name)}
      description={count > 0 ? text.held(count) : text.nothingHeld}
      width={480}
      footer={
        <>
          {count > 0 && mayRelease && (
            <Button busy={doing === "drop"} busyLabel={text.dropping} disabled={doing !== undefined} onClick={() => void resume("drop")}>
              {text.drop}
            </Button>
          )}
          {count > 0 && (
            <Button busy={doing === "keep"} busyLabel={text.resuming} disabled={doing !== undefined} onClick={() => void resume("keep")}>
              {text.keepHeld}
            </Button>
          )}
          {(count === 0 || mayRelease) && (
            <Button
              variant="filled"
              busy={held.isPending || doing === "run" || (count === 0 && doing === "keep")}
              busyLabel={text.resuming}
              disabled={doing !== undefined}
              onClick={() => void resume(count > 0 ? "run" : "keep")}
            >
              {count > 0 ? text.runHeld(count) : text.resume}
            </Button>
          )}
        </>
      }
    >
      {error && <Message state="failed" title={errorSentence(error)} />}
    </Dialog>
  );
}
