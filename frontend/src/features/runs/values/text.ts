const number = (value: number) => value.toLocaleString("en-US");

/** The words of large values. */
export const text = {
  count: (kind: "list" | "object" | "text" | "value", count: number) =>
    kind === "list" ? (count === 1 ? "1 item" : `${number(count)} items`) : kind === "object" ? (count === 1 ? "1 field" : `${number(count)} fields`) : kind === "text" ? (count === 1 ? "1 character" : `${number(count)} characters`) : "",
  path: "Where in the value",
  search: "Search in all of it",
  none: (query: string) => `“${query}” is nowhere in it.`,
  searching: "Searching…",
  found: (count: number, hasMore: boolean) => `${hasMore ? "More than " : ""}${count === 1 ? "1 place" : `${number(count)} places`}`,
  moreMatches: "Show more places",
  goTo: "Go to item",
  goToHint: (count: number) => `0 to ${number(count - 1)}`,
  go: "Go",
  noSuch: (count: number) => `The items are numbered from 0 to ${number(count - 1)}.`,
  earlier: "Earlier",
  later: "Later",
  shown: (from: number, to: number, count: number) => `${number(from)} to ${number(to)} of ${number(count)}`,
  copyPath: (path: string) => `Copy the path ${path}`,
  copied: "Copied",
  copyAll: (label: string) => `Copy all of the ${label.toLowerCase()}`,
  empty: "It is empty.",
  tryAgain: "Try again",
};
