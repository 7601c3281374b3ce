import type { RunStep, WaitingStep } from "@/api/types";
import type { Asked } from "@/forms/decision/decision";
import type { Json } from "@/graph/definition";
import { text } from "./text";

/** What an approval asks, from the step's own resolved settings: where it is not among the approvals that were read. */
export function askedOf(runId: string, wait: WaitingStep, step: RunStep | undefined, may: boolean): Asked {
  const input = step?.input;
  const config = typeof input === "object" && input !== null && !Array.isArray(input) ? (input as Record<string, Json>) : {};
  const words = (name: string) => (typeof config[name] === "string" ? config[name] : "");
  const form = config["form"];
  return {
    runId,
    stepId: wait.stepId,
    title: wait.title ?? words("title"),
    description: words("description"),
    form: typeof form === "object" && form !== null && !Array.isArray(form) ? (form as Record<string, Json>) : null,
    expiresAt: wait.until,
    // Who is asked is checked by the server, which says so in words.
    canDecide: may,
    refusal: may ? null : text.noRight,
  };
}
