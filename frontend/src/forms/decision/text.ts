/** The words of what waits for a person's decision. */
export const text = {
  approve: "Approve",
  approving: "Approving…",
  reject: "Reject",
  rejecting: "Rejecting…",
  comment: "Note",
  commentFact: "optional, kept with the run",
  fillIn: "Filled in with the answer",
  noAnswerBy: "No answer by",
  countsAsRejected: "counts as rejected.",
  left: (words: string) => `${words} left`,
  noTimeLeft: "Its time is over",
  noRight: "Your role may look at approvals, not decide them.",
  asks: "Asked:",
  everybody: "everybody who may decide approvals",
};
