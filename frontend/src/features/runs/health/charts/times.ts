import type { FiguresAsked } from "@/api/queries/useFigures";

type Period = FiguresAsked["period"];

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const wholeDate = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

/** The words under a chart: every so many parts one, so that they do not meet. */
export function axisWords(period: Period, begins: readonly string[], width: number): { index: number; label: string }[] {
  const room = Math.max(2, Math.floor(width / 64));
  const found = begins.map((at, index) => ({ index, at: new Date(at) }));
  if (period === "7d") return thin(found.filter(({ at }) => at.getHours() === 0), room).map(({ index, at }) => ({ index, label: weekday.format(at) }));
  const every = Math.max(1, Math.ceil(begins.length / room));
  const step = period === "24h" ? [1, 2, 3, 4, 6, 8, 12].find((hours) => hours >= every) ?? 12 : every;
  const format = period === "24h" ? clock : date;
  return found.filter(({ index }) => (begins.length - 1 - index) % step === 0).map(({ index, at }) => ({ index, label: format.format(at) }));
}

function thin<T>(list: readonly T[], room: number): T[] {
  const every = Math.max(1, Math.ceil(list.length / room));
  return list.filter((_, index) => index % every === 0);
}

/** "Thu 26 Nov, 10:00 to 11:00", of a day "Thu 26 Nov". */
export function partWords(period: Period, from: string, to: string): string {
  const begin = new Date(from);
  if (period === "30d") return wholeDate.format(begin);
  return `${wholeDate.format(begin)}, ${clock.format(begin)} to ${clock.format(new Date(to))}`;
}

/** The same, for a window that somebody else chose. */
export function windowWords(from: string, to: string): string {
  const begin = new Date(from);
  const end = new Date(to);
  const isMidnight = (at: Date) => at.getHours() === 0 && at.getMinutes() === 0;
  const days = Math.round((end.getTime() - begin.getTime()) / 86_400_000);
  if (isMidnight(begin) && isMidnight(end)) {
    const last = new Date(end.getTime() - 1);
    return days <= 1 ? wholeDate.format(begin) : `${date.format(begin)} to ${date.format(last)}`;
  }
  const sameDay = begin.toDateString() === new Date(end.getTime() - 1).toDateString();
  return `${wholeDate.format(begin)}, ${clock.format(begin)} to ${sameDay ? "" : `${wholeDate.format(end)}, `}${clock.format(end)}`;
}
