import { Play } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useNavigate } from "react-router";
import { keptInput } from "@/features/runs/dialog/keptInput";
import { RunDialog } from "@/features/runs/dialog/RunDialog";
import { useRunAgain } from "@/features/runs/dialog/useRunAgain";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { Kbd } from "@/ui/Kbd";
import { useCommands } from "../../palette/registry";
import { text } from "../text";

interface RunButtonProps {
  workflowId: string;
  publishedVersion: number | null;
  flush: () => Promise<boolean>;
}

/** The one filled button. The run it starts is painted on this canvas. */
export function RunButton({ workflowId, publishedVersion, flush }: RunButtonProps) {
  // Whoever had to sign in again, or reloaded, goes on in the dialog where they were.
  const [open, setOpen] = useState(() => keptInput(sessionStorage, workflowId) !== null);
  const empty = useStudio((state) => state.doc.blocks.length === 0);
  const navigate = useNavigate();
  const store = useStudioStore();
  const onStarted = (runId: string) => void navigate(`/workflows/${workflowId}?run=${runId}`);
  const runAgain = useRunAgain({ workflowId, flush, onStarted, ask: () => setOpen(true) });
  const again = useEffectEvent(() => void runAgain(store.getState().doc));
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const elsewhere = event.target instanceof Element && event.target.closest("[role=dialog]") !== null;
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || elsewhere || empty) return;
      event.preventDefault();
      // A key that is held down is one wish.
      if (event.shiftKey && !event.repeat) again();
      else if (event.shiftKey) return;
      else setOpen(true);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [empty]);
  useCommands(() =>
    empty
      ? []
      : [
          { id: "studio:run", group: "Actions", label: text.commands.run, hint: text.commands.here, keys: "Ctrl Enter", run: () => setOpen(true) },
          { id: "studio:run-again", group: "Actions", label: text.commands.runAgain, hint: text.commands.here, keys: "Ctrl Shift Enter", run: () => void runAgain(store.getState().doc) },
        ],
  );
  return (
    <>
      <Button variant="filled" icon={<Play size={13} fill="currentColor" aria-hidden />} after={<Kbd keys="Ctrl Enter" />} disabled={empty} onClick={() => setOpen(true)} data-testid="run-button">
        {text.run}
      </Button>
      <CurrentRunDialog open={open} setOpen={setOpen} workflowId={workflowId} publishedVersion={publishedVersion} flush={flush} onStarted={onStarted} />
    </>
  );
}

/** Apart, so that the button does not draw again with every change of the drawing. */
function CurrentRunDialog({ open, setOpen, ...props }: RunButtonProps & { open: boolean; setOpen: (open: boolean) => void; onStarted: (runId: string) => void }) {
  const doc = useStudio((state) => (open ? state.doc : null));
  const last = useStudio((state) => state.savedDoc);
  return <RunDialog open={open} onOpenChange={setOpen} doc={doc ?? last} {...props} />;
}
