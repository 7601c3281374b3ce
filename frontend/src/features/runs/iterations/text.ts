/** The words of a block's steps inside loops and fan-outs. */
export const text = {
  items: "Items",
  item: (path: readonly number[]) => `Item ${path.map((index) => (index + 1).toLocaleString("en-US")).join(" › ")}`,
  of: (total: number) => `of ${total.toLocaleString("en-US")}`,
  before: "The item before",
  after: "The item after",
  choose: "Choose an item",
  which: "Which items",
  all: "All",
  failed: "Failed",
  more: "Show more",
  reading: "Reading…",
  none: "None yet",
};
