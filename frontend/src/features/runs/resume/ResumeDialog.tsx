import { errorSentence } from "@/api/errors";
import { useWholeRun } from "@/api/queries/useRun";
import type { ResumeVersion, Run } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
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
  // What is edited and sent has to be the whole input.
  const isCut = run.cut?.includes("input") ?? false;
  const whole = useWholeRun(run.id, isCut && from !== null);
  const known = isCut ? whole.data : run;
  const title = from?.block ? text.titleFrom(from.block.name) : text.title(run.number);
  return (
    <Dialog open={from !== null} onOpenChange={(open) => !open && onClose()} title={title} description={text.description} width={560}>
      {from && !known && (whole.error ? <Message state="failed" title={errorSentence(whole.error)} /> : <Skeleton height={120} />)}
      {from && known && <ResumeForm run={known} from={from} inputSchema={inputSchema} onClose={onClose} onStarted={onStarted} />}
    </Dialog>
  );
}
