export interface Period {
  value: string;
  hours: number;
  label: string;
  /** Follows "486 runs": "in 24 hours". */
  words: string;
}

const day: Period = { value: "24h", hours: 24, label: "Last 24 hours", words: "in 24 hours" };

export const periods: readonly Period[] = [
  day,
  { value: "3d", hours: 72, label: "Last 3 days", words: "in 3 days" },
  { value: "7d", hours: 168, label: "Last 7 days", words: "in 7 days" },
];

export function periodOf(value: string | null): Period {
  return periods.find((period) => period.value === value) ?? day;
}
