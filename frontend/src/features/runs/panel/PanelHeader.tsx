import { ArrowUpRight, Square, X } from "lucide-react";
import { Link } from "react-router";
import type { Run } from "@/api/types";
import { isRunOver, type RunView } from "@/graph/runState";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { useRunActions } from "../live/useRunActions";
import { TestTag } from "../testing/TestTag";
import styles from "./RunPanel.module.css";
import { RunState } from "./RunState";
import { text } from "./text";

/** The run's number and state, where the page's header belongs to the draft. */
export function PanelHeader({ run, view, mayRun, onClose }: { run: Run; view: RunView; mayRun: boolean; onClose: () => void }) {
  const { cancel } = useRunActions(run.id);
  return (
    <header className={styles.head}>
      <Link className={styles.number} to={`/workflows/${run.workflowId}/runs/${run.id}`} title={text.openRun}>
        Run {run.number.toLocaleString("en-US")}
        <ArrowUpRight size={14} aria-hidden />
      </Link>
      <RunState run={run} view={view} />
      <TestTag run={run} />
      <span className={styles.grow} />
      {mayRun && !isRunOver(view) && (
        <Button variant="danger" size="small" icon={<Square size={12} aria-hidden />} busy={cancel.isPending} busyLabel={text.cancelling} onClick={() => cancel.mutate()}>
          {text.cancel}
        </Button>
      )}
      <IconButton label={text.close} size="small" icon={<X size={16} aria-hidden />} onClick={onClose} />
    </header>
  );
}
