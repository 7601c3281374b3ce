/** US dollars with as many digits as it takes to see them: "$1,234.50", "$0.046", "$0.00036", "under $0.0001". */
export function formatDollars(amount: number): string {
  if (amount === 0 || amount >= 0.1) return `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return amount < 0.0001 ? "under $0.0001" : `$${amount.toLocaleString("en-US", { maximumSignificantDigits: 2 })}`;
}
