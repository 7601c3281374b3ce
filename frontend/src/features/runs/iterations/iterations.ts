import type { Run, RunStep } from "@/api/types";
import { fromRun, type StepView } from "@/graph/runState";

/** How many steps a block has inside containers, and how many of them failed. */
export function countsOf(step: StepView | undefined): { total: number; failed: number } {
  const counts = step?.rounds?.counts ?? {};
  return { total: Object.values(counts).reduce((sum, count) => sum + count, 0), failed: counts.failed ?? 0 };
}

/** Of a block's steps the one to show first: one that failed, that waits, that is retried, that goes on, else the one the view is about. */
export function tellingStep(steps: readonly RunStep[], view: StepView | undefined): RunStep | undefined {
  for (const status of ["failed", "waiting", "retrying", "running"]) {
    const found = steps.find((step) => step.status === status);
    if (found) return found;
  }
  return steps.find((step) => step.stepId === view?.stepId) ?? steps.at(-1);
}

/** One step of a block as the canvas would paint it. */
export function viewOfStep(run: Pick<Run, "id" | "status" | "waiting">, step: RunStep, block: StepView | undefined): StepView {
  if (block?.stepId === step.stepId && block.status === step.status) return block;
  const own = fromRun({ id: run.id, status: run.status, waiting: run.waiting, steps: [{ ...step, iteration: [] }] }).steps[step.id];
  return own ?? { status: step.status };
}
