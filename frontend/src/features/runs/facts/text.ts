/** Quiet words about a run: where it comes from, its place in line, and what went wrong around it. */
export const text = {
  about: "About this run",
  resumedFrom: "Goes on from",
  retryOf: "Runs again",
  parent: "Started by",
  run: (number: number) => `run ${number.toLocaleString("en-US")}`,
  another: "another run",
  runOf: (number: number, workflow: string) => `run ${number.toLocaleString("en-US")} of ${workflow}`,
  lost: (clock: string, host: string) => `Its worker was lost at ${clock} on ${host}`,
  wentOn: (words: string) => `; it went on ${words} later.`,
  notYet: "; it goes on by itself.",
  ended: ".",
  more: (count: number) => (count === 1 ? "and 1 more before" : `and ${count.toLocaleString("en-US")} more before`),
};
