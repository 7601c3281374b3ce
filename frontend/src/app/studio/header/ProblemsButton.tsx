import * as Popover from "@radix-ui/react-popover";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { findBlock } from "@/graph/definition";
import type { Problem } from "@/graph/store";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { text } from "../text";
import styles from "./StudioHeader.module.css";

/** How many problems the draft has; open, each with a jump to its block. */
export function ProblemsButton({ workflowId }: { workflowId: string }) {
  const problems = useStudio((state) => state.problems);
  const [open, setOpen] = useState(false);
  if (problems.length === 0) return null;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={styles.problems} data-testid="problems-button">
        <StatusGlyph state="problem" size={13} />
        {text.problems.count(problems.length)}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} align="end" sideOffset={8} collisionPadding={8} aria-label={text.problems.title}>
          <h2>{text.problems.title}</h2>
          <ul>
            {problems.map((problem, index) => (
              <li key={index}>
                <ProblemRow problem={problem} workflowId={workflowId} onDone={() => setOpen(false)} />
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ProblemRow({ problem, workflowId, onDone }: { problem: Problem; workflowId: string; onDone: () => void }) {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const navigate = useNavigate();
  const name = useStudio((state) => (problem.blockId ? findBlock(state.doc, problem.blockId)?.name : undefined));
  const jump = () => {
    void navigate(`/workflows/${workflowId}`);
    studio.getState().inspect(problem.blockId);
    if (problem.blockId) canvas.getState().show(problem.blockId);
    onDone();
  };
  return (
    <button type="button" className={styles.problem} onClick={jump} data-testid="problem">
      <span className={problem.severity === "warning" ? styles.warning : undefined}>
        <StatusGlyph state="problem" size={14} label={problem.severity === "warning" ? "Warning" : "Error"} />
      </span>
      <span>
        {problem.message}
        <small>{name ?? text.problems.workflow}</small>
      </span>
    </button>
  );
}
