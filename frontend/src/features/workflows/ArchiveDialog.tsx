import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Message } from "@/ui/Message";
import { text } from "./text";

export interface ArchiveDialogProps {
  name: string;
  open: boolean;
  busy: boolean;
  /** Why the last attempt was refused. */
  refusal?: string;
  onOpenChange: (open: boolean) => void;
  onArchive: () => void;
}

/** Asks first, because an archived workflow cannot be brought back, only copied. */
export function ArchiveDialog({ name, open, busy, refusal, onOpenChange, onArchive }: ArchiveDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.archiveQuestion(name)}
      description={text.archiveWhy}
      width={420}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button variant="danger" busy={busy} busyLabel="Archiving…" onClick={onArchive}>
            Archive workflow
          </Button>
        </>
      }
    >
      {refusal && <Message state="failed" title={refusal} />}
    </Dialog>
  );
}
