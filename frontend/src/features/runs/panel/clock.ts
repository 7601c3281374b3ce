const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 });

/** "14:44:02.811": exact enough to tell the lines of one run apart. */
export function exactClock(at: string): string {
  return clock.format(new Date(at));
}
