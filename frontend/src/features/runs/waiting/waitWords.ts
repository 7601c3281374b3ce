import { text } from "./text";

const WORDS: Record<string, (name: string) => string> = {
  wait: text.wait,
  approval: text.approval,
  rate_limit: text.rate_limit,
  connection: text.connection,
  uncertain: text.uncertain,
  subworkflow: text.subworkflow,
};

/** Why a step waits, for a person. */
export function waitWords(name: string, reason: string): string {
  return (WORDS[reason] ?? text.other)(name);
}
