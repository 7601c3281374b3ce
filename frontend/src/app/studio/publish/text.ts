/** The words of the publish dialog. */
export const text = {
  title: (version: number) => `Publish as version ${String(version)}`,
  against: (version: number) => `What changes against version ${String(version)}, which is live`,
  first: "The first version",
  firstWhy: (blocks: number) => `${String(blocks)} ${blocks === 1 ? "block goes" : "blocks go"} live.`,
  unchanged: "The draft says what the live version says. Publishing it makes no new version.",
  reading: "Comparing with the live version",
  checks: "What was checked",
  tests: "Tests",
  runTests: "Run all tests",
  testing: "Testing…",
  fate: "What happens then",
  note: "What changed",
  notePlaceholder: "For whoever reads the list of versions",
  confirm: "Publish",
  busy: "Publishing…",
  cancel: "Not yet",
  blocked: (count: number) => (count === 1 ? "1 problem stands in the way." : `${String(count)} problems stand in the way.`),
  warned: (count: number) => (count === 1 ? "1 warning; it can be published all the same." : `${String(count)} warnings; it can be published all the same.`),
  goTo: (name: string) => `Go to ${name}`,
  underWay: (count: number, live: number | null) =>
    count === 0 ? "No run is under way." : `${count === 1 ? "1 run is" : `${count.toLocaleString("en-US")} runs are`} under way and ${count === 1 ? "finishes" : "finish"} on the version ${count === 1 ? "it" : "they"} began with${live === null ? "" : ` (now ${String(live)})`}.`,
  next: (version: number) => `New runs use version ${String(version)} from the moment it is live.`,
  back: "One click in the list of versions makes the one before live again.",
  starts: (name: string) => `“${name}” starts runs from now on.`,
  stops: (name: string) => `“${name}” starts no runs any more.`,
  follows: (name: string) => `“${name}” follows its new settings from the next time on; what is due until then is not lost.`,
  stays: (name: string) => `“${name}” goes on as before; nothing is missed.`,
};

/** Each check by name, with the codes of what it finds; the last one takes all the others. */
export const CHECKS: { name: string; codes: RegExp }[] = [
  { name: "Every reference leads somewhere", codes: /^(UNKNOWN_(REFERENCE|STEP|FIELD|VARIABLE)|NOT_UPSTREAM|INSIDE_CONTAINER|BAD_EXPRESSION|ABSENT_FOR_TRIGGER|HIDES_OUTER_NAME|UNORDERED_WRITERS|UNLIKE_TYPES)$/ },
  { name: "Connections are there and allowed to do it", codes: /^(CONNECTION_\w+|MISSING_SCOPE)$/ },
  { name: "Every block is reached", codes: /^(UNREACHABLE|NO_TRIGGER|TRIGGER_\w+|UNKNOWN_PORT|CYCLE|CROSSES_WALL|SWITCHED_OFF)$/ },
  { name: "Everything that repeats has a limit", codes: /^(NO_TIME_LIMIT|NO_LIMIT_HERE|RUNS_ITSELF|TOO_DEEP|INSIDE_ITSELF)$/ },
  { name: "No secret stands in plain text", codes: /^(PLAIN_SECRET|UNKNOWN_SECRET)$/ },
  { name: "No write can happen twice", codes: /^(WRITE_WITHOUT_KEY|NO_RETRY_HERE)$/ },
  { name: "Settings are complete", codes: /^/ },
];
