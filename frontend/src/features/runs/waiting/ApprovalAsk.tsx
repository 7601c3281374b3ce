import { useApprovalOfStep } from "@/api/queries/useApprovals";
import { useMay } from "@/api/queries/useMay";
import type { RunStep, WaitingStep } from "@/api/types";
import { DecisionForm } from "@/forms/decision/DecisionForm";
import { Skeleton } from "@/ui/Skeleton";
import { askedOf } from "./asked";
import { text } from "./text";
import styles from "./WaitingNotice.module.css";

/** What an approval asks, with its form and the two answers. */
export function ApprovalAsk({ runId, wait, step }: { runId: string; wait: WaitingStep; step: RunStep | undefined }) {
  const approval = useApprovalOfStep(wait.stepId);
  const may = useMay("approvals:write");
  if (approval.isPending) return <Skeleton height={64} />;
  const asked = approval.data ?? askedOf(runId, wait, step, may);
  const approvers = wait.approvers?.length ? wait.approvers.join(", ") : text.everybody;
  return (
    <div className={styles.ask}>
      {asked.title && <h4>{asked.title}</h4>}
      {asked.description && <p className={styles.description}>{asked.description}</p>}
      <p className={styles.quiet}>{text.asked(approvers)}</p>
      <DecisionForm asked={asked} />
    </div>
  );
}
