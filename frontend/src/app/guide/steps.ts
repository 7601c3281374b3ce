import type { FirstSteps } from "@/api/types";
import { text } from "./text";

/** What this browser has seen the person look at; all else is asked of the server. */
export interface Looks {
  look?: boolean;
  why?: boolean;
}

export interface GuideStep {
  id: keyof typeof text.steps;
  label: string;
  hint: string;
  to: string;
  isDone: boolean;
}

/** The checklist, in the order one does it; each is done by what happened, never by saying so. */
export function stepsOf(facts: FirstSteps & { workflowId: string }, looks: Looks): GuideStep[] {
  const demo = `/workflows/${facts.workflowId}`;
  const list: [GuideStep["id"], string, boolean][] = [
    ["run", demo, facts.ran],
    ["green", demo, facts.completed],
    ["look", "/runs", looks.look === true],
    ...(facts.failedRunId ? [["why", `/runs/${facts.failedRunId}`, looks.why === true] satisfies [GuideStep["id"], string, boolean]] : []),
    ["build", "/templates", facts.built],
    ["connect", "/connections", facts.connected],
  ];
  return list.map(([id, to, isDone]) => ({ id, to, isDone, ...text.steps[id] }));
}
