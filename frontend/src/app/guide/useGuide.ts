import { useFirstSteps } from "@/api/queries/useFirstSteps";
import { useMay } from "@/api/queries/useMay";
import type { Me } from "@/api/types";
import { remember, useMemory } from "./memory";
import { stepsOf, type GuideStep } from "./steps";

export interface Guide {
  steps: GuideStep[];
  done: number;
  /** The first that is not done yet; undefined when all are. */
  next: GuideStep | undefined;
  hide: () => void;
}

/** The first steps in the demo company; null elsewhere, for who may not build, and once they were put away. */
export function useGuide(me: Me | undefined): Guide | null {
  const memory = useMemory(me);
  const mayBuild = useMay("workflows:write");
  const isOn = me !== undefined && mayBuild && memory.hidden !== true;
  const facts = useFirstSteps(isOn).data;
  if (!isOn || !facts?.workflowId) return null;
  const steps = stepsOf({ ...facts, workflowId: facts.workflowId }, memory);
  return {
    steps,
    done: steps.filter((step) => step.isDone).length,
    next: steps.find((step) => !step.isDone),
    hide: () => remember(me, { hidden: true }),
  };
}
