import { Play, X } from "lucide-react";
import { useState } from "react";
import { useRun } from "@/api/queries/useRun";
import { ResumeDialog, type ResumeFrom } from "@/features/runs/resume/ResumeDialog";
import { mayResume } from "@/features/runs/resume/resume";
import { useStudio } from "@/graph-react/useStudio";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";
import styles from "./BuildTab.module.css";

interface MendBannerProps {
  runId: string;
  flush: () => Promise<boolean>;
  onStarted: (runId: string) => void;
  onClose: () => void;
}

const FROM: ResumeFrom = { block: null, version: "draft" };

/** Stays while one sets right what made a run fail, and goes on with that run once it is. */
export function MendBanner({ runId, flush, onStarted, onClose }: MendBannerProps) {
  const run = useRun(runId).data;
  const inputSchema = useStudio((state) => state.doc.inputSchema);
  const [resuming, setResuming] = useState(false);
  if (!run || !mayResume(run.status, null)) return null;
  const goOn = async () => {
    // What is tried is the draft as it stands here, so it has to be there first.
    if (await flush()) setResuming(true);
    else showToast({ state: "failed", text: text.mend.notSaved });
  };
  return (
    <div className={styles.banner} data-testid="mend">
      <Message
        state="failed"
        title={text.mend.title(run.number)}
        actions={
          <>
            <Button variant="filled" size="small" icon={<Play size={12} fill="currentColor" aria-hidden />} onClick={() => void goOn()}>
              {text.mend.goOn(run.number)}
            </Button>
            <IconButton label={text.mend.close} size="small" icon={<X size={15} aria-hidden />} onClick={onClose} />
          </>
        }
      >
        {text.mend.why}
      </Message>
      <ResumeDialog run={run} from={resuming ? FROM : null} inputSchema={inputSchema} onClose={() => setResuming(false)} onStarted={onStarted} />
    </div>
  );
}
