export type BulkAction = "resume" | "retry" | "cancel";

/** The words of doing one thing to many runs. */
export const text = {
  select: (name: string) => `Select ${name}`,
  selectAll: "Select all runs shown",
  selected: (count: number) => (count === 1 ? "1 run selected" : `${count.toLocaleString("en-US")} runs selected`),
  wholeFilter: (count: number) => `Select all ${count.toLocaleString("en-US")} of this filter`,
  clear: "Select none",
  bar: "With the selected runs",
  progress: (done: number, total: number) => `${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`,
  stop: "Stop",
  close: "Close",
  stopped: "Stopped; what was begun stays.",
  refused: (count: number) => (count === 1 ? "1 refused" : `${count.toLocaleString("en-US")} refused`),
  run: (number: number) => `Run ${number.toLocaleString("en-US")}`,
  passedOver: (count: number) => `${count.toLocaleString("en-US")} passed over: it does not fit them.`,
  andMore: (count: number) => `and ${count.toLocaleString("en-US")} more`,
};

export const actions: Record<BulkAction, { label: string; busy: string; done: (count: number) => string; hint: string }> = {
  resume: {
    label: "Resume where they stopped",
    busy: "Resuming",
    done: (count) => `${count.toLocaleString("en-US")} resumed`,
    hint: "For runs that failed, timed out or were cancelled",
  },
  retry: { label: "Run again from the start", busy: "Starting", done: (count) => `${count.toLocaleString("en-US")} started again`, hint: "For runs that have ended" },
  cancel: { label: "Cancel", busy: "Cancelling", done: (count) => `${count.toLocaleString("en-US")} cancelled`, hint: "For runs that go on" },
};
