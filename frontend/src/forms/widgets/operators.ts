/** The operators of a rule in words, in the order the list shows them. */
export const OPERATORS: readonly { id: string; words: string; unary?: true }[] = [
  { id: "eq", words: "is" },
  { id: "ne", words: "is not" },
  { id: "gt", words: "is over" },
  { id: "gte", words: "is at least" },
  { id: "lt", words: "is under" },
  { id: "lte", words: "is at most" },
  { id: "contains", words: "contains" },
  { id: "notContains", words: "does not contain" },
  { id: "startsWith", words: "starts with" },
  { id: "notStartsWith", words: "does not start with" },
  { id: "endsWith", words: "ends with" },
  { id: "notEndsWith", words: "does not end with" },
  { id: "exists", words: "is there", unary: true },
  { id: "notExists", words: "is missing", unary: true },
  { id: "isEmpty", words: "is empty", unary: true },
  { id: "isNotEmpty", words: "is not empty", unary: true },
  { id: "matches", words: "matches the pattern" },
  { id: "notMatches", words: "does not match the pattern" },
  { id: "in", words: "is one of" },
  { id: "notIn", words: "is none of" },
];

export function isUnary(operator: string): boolean {
  return OPERATORS.some((one) => one.id === operator && one.unary);
}
