const DAY_MS = 86_400_000;

/** How long until then: "in 40 s", "in 26 min", "in 3 h", "in 5 days"; "now" once it is there. */
export function untilWords(at: string, now: number): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  if (!Number.isFinite(seconds)) return "";
  if (seconds <= 0) return "now";
  if (seconds < 60) return `in ${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `in ${String(minutes)} min`;
  const hours = Math.round(minutes / 60);
  if (hours < 36) return `in ${String(hours)} h`;
  return `in ${String(Math.round(hours / 24))} days`;
}

/** "Thu 26 Nov" by the clocks where `local` was written, "2026-11-26T09:00:00+01:00"; with the year when it is another one. */
export function fireDay(local: string, now: number = Date.now()): string {
  const date = new Date(`${local.slice(0, 10)}T00:00:00Z`);
  const year = date.getUTCFullYear() === new Date(now).getUTCFullYear() ? undefined : ("numeric" as const);
  const words = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year, timeZone: "UTC" });
  return words.format(date).replace(",", "");
}

/** "09:00", with seconds where there are any. */
export function fireTime(local: string): string {
  const time = local.slice(11, 19);
  return time.endsWith(":00") ? time.slice(0, 5) : time;
}

/** In a list: "next 09:00" where it is that day still, "next Fri 09:00" within a week, else "next 28 Mar", or "next Mar 2027". */
export function nextWords(local: string, now: number = Date.now()): string {
  const offset = /([+-])(\d\d):(\d\d)$/.exec(local);
  const shift = offset ? (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0;
  const today = Math.floor((now + shift * 60_000) / DAY_MS);
  const days = Math.round(Date.parse(`${local.slice(0, 10)}T00:00:00Z`) / DAY_MS) - today;
  if (days <= 0) return `next ${fireTime(local)}`;
  const [weekday = "", ...date] = fireDay(local, now).split(" ");
  return days < 7 ? `next ${weekday} ${fireTime(local)}` : `next ${date.slice(date.length > 2 ? 1 : 0).join(" ")}`;
}
