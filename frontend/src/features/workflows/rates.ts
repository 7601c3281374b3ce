/** "99.1 %": rounded down, so that 100 % means all of them. */
export function formatShare(share: number | null): string {
  if (share === null) return "";
  if (share === 0) return "0 %";
  return share >= 1 ? "100 %" : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

/** "14 a day", "3 a week", "1 a month"; nothing where nothing runs. */
export function formatRate(perDay: number): string {
  if (perDay >= 0.95) return `${Math.round(perDay).toLocaleString("en-US")} a day`;
  if (perDay * 7 >= 0.95) return `${Math.round(perDay * 7)} a week`;
  if (perDay > 0) return `${Math.max(1, Math.round(perDay * 30))} a month`;
  return "";
}
