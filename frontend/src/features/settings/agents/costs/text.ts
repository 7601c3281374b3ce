import type { ModelAmounts } from "@/api/types";
import { formatDollars } from "@/ui/money";

const number = (value: number) => value.toLocaleString("en-US");

export const text = {
  title: "What models cost",
  lead: "Every answered request of an Agent block, test runs and failed steps included, at list prices. It is an estimate, not the bill.",
  period: "Period",
  periods: [
    { value: "month", label: "This month" },
    { value: "30d", label: "Last 30 days" },
  ] as const,
  failed: "What models cost could not be read",
  none: { month: "No Agent block has asked a model this month.", "30d": "No Agent block has asked a model in the last 30 days." },
  columns: { requests: "Requests", input: "Tokens in", output: "Tokens out", cost: "Cost" },
  byWorkflow: "By workflow",
  byModel: "By model",
  total: "Total",
  deleted: "A deleted workflow",
  cost: (amounts: ModelAmounts) => (amounts.costUsd === null ? "no price" : formatDollars(amounts.costUsd)),
  number,
  unpriced: (requests: number) =>
    requests === 1 ? "1 request to a model without a known price is not in it." : `${number(requests)} requests to models without a known price are not in it.`,
  more: "The 500 that cost most are shown; the total has all.",
};
