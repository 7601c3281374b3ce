/** The words of the Why? panel. */
export const text = {
  ran: "Why did this run?",
  skipped: "Why did this not run?",
  notYet: "What does it wait for?",
  notRun: "What did not run",
  together: (names: string) => `together with ${names}`,
  firstBlock: "It starts the run.",
  values: "Where the values came from",
  fixed: "Every value stands in the block's settings; nothing came from another block.",
  reading: "Reading where the values came from",
  erased: "The values of this run were erased.",
  show: (name: string) => `Show ${name}`,
  reads: "Reads as",
  nothing: "nothing",
  secret: (name: string) => `Secret ${name}`,
  variable: (name: string) => `Variable ${name}`,
  unread: "Where the values came from could not be read.",
};
