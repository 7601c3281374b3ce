import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useWorkflowActions } from "@/api/queries/useWorkflowActions";
import { downloadJson } from "@/features/workflows/exportWorkflow";
import type { Definition } from "@/graph/definition";
import { forget } from "@/graph/persist";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import styles from "../build/BuildTab.module.css";
import { text } from "./text";

/** Says why the draft is not taken, such as archived in another tab, and keeps what was drawn. `left` is from before the page was opened. */
export function RefusedBanner({ left }: { left: Definition | null }) {
  const store = useStudioStore();
  const navigate = useNavigate();
  const mayWrite = useMay("workflows:write");
  const refused = useStudio((state) => state.saved === "error" && state.saveRefused);
  const reason = useStudio((state) => state.saveError);
  const { keepCopy } = useWorkflowActions();
  if (!refused && !left) return null;
  const drawn = () => left ?? store.getState().doc;
  const copy = () => {
    const { workflowId, savedDoc, revision } = store.getState();
    // By its promise: the answer is waited for even when this banner is gone by then.
    void keepCopy.mutateAsync({ ...drawn(), name: text.copyName(drawn().name) }).then(
      (made) => {
        // Kept there, it is no more what this page would lose.
        if (refused) store.getState().replace(savedDoc, revision);
        if (workflowId) forget(sessionStorage, workflowId);
        showToast({ text: text.copied(made.name) });
        return navigate(`/workflows/${made.id}`);
      },
      (error: unknown) => showToast({ state: "failed", text: errorSentence(error) }),
    );
  };
  return (
    <div className={styles.banner} data-testid="refused">
      <Message
        state="failed"
        title={refused && reason ? reason : text.left}
        actions={
          <>
            <Button size="small" onClick={() => downloadJson(drawn().name, drawn())}>
              {text.download}
            </Button>
            {mayWrite && (
              <Button variant="filled" size="small" busy={keepCopy.isPending} busyLabel={text.copying} onClick={copy}>
                {text.copy}
              </Button>
            )}
          </>
        }
      >
        {text.why}
      </Message>
    </div>
  );
}
