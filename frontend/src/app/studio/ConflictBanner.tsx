import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import styles from "./build/BuildTab.module.css";
import { text } from "./text";

/** Two tabs, one draft: neither side is lost whichever is chosen. */
export function ConflictBanner() {
  const store = useStudioStore();
  const conflict = useStudio((state) => state.conflict);
  if (!conflict) return null;
  return (
    <div className={styles.banner} data-testid="conflict">
      <Message
        state="problem"
        title={text.conflict.title}
        actions={
          <>
            <Button size="small" onClick={() => store.getState().takeTheirs()}>
              {text.conflict.theirs}
            </Button>
            <Button size="small" onClick={() => store.getState().keepMine()}>
              {text.conflict.mine}
            </Button>
          </>
        }
      >
        {text.conflict.body}
      </Message>
    </div>
  );
}
