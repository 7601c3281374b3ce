/** "98.1 %", rounded down so that only all of them are 100 %; a dash where there are none. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  if (part === 0) return "0 %";
  return part === whole ? "100 %" : `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;
}
