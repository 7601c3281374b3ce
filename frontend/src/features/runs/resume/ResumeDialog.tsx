import type { ResumeVersion, Run } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Dialog } from "@/ui/Dialog";
import { ResumeForm } from "./ResumeForm";
import { text } from "./text";

export interface ResumeFrom {
  /** The block to begin at; null: where the run failed. */
  block: { id: string; name: string } | null;
  /** Opens with the input to edit. */
  editInput?: boolean;
  /** Chosen at first: the draft, for whoever has just set it right. */
  version?: ResumeVersion;
}

export interface ResumeDialogProps {
  run: Run;
  /** Null while it is closed. */
  from: ResumeFrom | null;
  inputSchema: Json | null;
  onClose: () => void;
  onStarted: (runId: string) => void;
}

/** Asks how to go on with a run that has ended, shows what that means, and starts the new run. */
export function ResumeDialog({ run, from, inputSchema, onClose, onStarted }: ResumeDialogProps) {
  const title = from?.block ? text.titleFrom(from.block.name) : text.title(run.number);
  return (
    <Dialog open={from !== null} onOpenChange={(open) => !open && onClose()} title={title} description={text.description} width={560}>
      {from && <ResumeForm run={run} from={from} inputSchema={inputSchema} onClose={onClose} onStarted={onStarted} />}
    </Dialog>
  );
}
