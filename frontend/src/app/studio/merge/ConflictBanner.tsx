import { useState } from "react";
import { useStudio } from "@/graph-react/useStudio";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import styles from "../build/BuildTab.module.css";
import { MergeDialog } from "./MergeDialog";
import { text } from "./text";

/** Two tabs, one draft: asks at once how to go on, and stays for whoever wants to look at the canvas first. */
export function ConflictBanner() {
  const conflict = useStudio((state) => state.conflict);
  const [closed, setClosed] = useState<typeof conflict>(null);
  if (!conflict) return null;
  return (
    <div className={styles.banner} data-testid="conflict">
      <Message
        state="problem"
        title={text.title}
        actions={
          <Button size="small" onClick={() => setClosed(null)}>
            {text.open}
          </Button>
        }
      >
        {text.body}
      </Message>
      {closed !== conflict && <MergeDialog conflict={conflict} onClose={() => setClosed(conflict)} />}
    </div>
  );
}
