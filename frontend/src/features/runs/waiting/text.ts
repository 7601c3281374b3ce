import type { Decision } from "@/api/types";

/** The words of steps that wait. */
export const text = {
  wait: (name: string) => `${name} waits for its time.`,
  approval: (name: string) => `${name} waits for a decision.`,
  rate_limit: (name: string) => `${name} was asked to slow down. It goes on by itself; nothing is sent twice.`,
  connection: (name: string) => `${name} waits for its connection to be mended. It goes on by itself after a reconnect.`,
  uncertain: (name: string) => `Nobody knows whether ${name} happened.`,
  subworkflow: (name: string) => `${name} waits for the run it has started.`,
  other: (name: string) => `${name} waits.`,
  asked: (names: string) => `Asked: ${names}.`,
  everybody: "everybody who may decide approvals",
  uncertainWhy: "The request was sent and its answer was lost. Look in the other system, then choose; the run waits as long as it takes.",
  noRight: "Somebody who may decide approvals has to answer.",
  childRun: "Open the run it waits for",
  startedRun: "Open the run it started",
  connections: "Open connections",
  output: "What it gave (JSON, optional)",
  outputHelp: "The blocks after it read this as its output.",
  sending: "Sending…",
  said: "The run goes on with your answer.",
  confirmHappened: "It happened, go on",
  back: "Back",
};

export type Answer = "happened" | "again" | "fail";

/** The three answers to an uncertain write, each with what it does. */
export const answers: Record<Answer, { label: string; does: string }> = {
  happened: { label: "It happened", does: "The step counts as done and the run goes on. Nothing is sent." },
  again: { label: "Run it again", does: "The same request is sent once more, under the same key, so a system that knows the key does it once." },
  fail: { label: "Mark as failed", does: "The step fails; its error edge or error handling comes next. It is not tried again." },
};

export const decisions: Record<Exclude<Answer, "happened">, Decision> = { again: { again: true }, fail: { fail: true } };
