/** How long ago: "now", "50 s ago", "26 min ago", "1 h 42 m ago", "yesterday", "5 days ago", then the date. */
export function formatAgo(at: string | Date, now: Date = new Date()): string {
  const then = new Date(at);
  const seconds = Math.round((now.getTime() - then.getTime()) / 1000);
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 5) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = hours < 3 ? minutes % 60 : 0;
    return rest ? `${hours} h ${rest} m ago` : `${hours} h ago`;
  }
  const days = Math.floor(hours / 24);
  if (days === 1) return "yesterday";
  if (days < 30) return `${days} days ago`;
  return formatDate(then, now);
}

/** "19 Nov", with the year only when it is another one. */
export function formatDate(at: string | Date, now: Date = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year }).format(date);
}

/** "10:41" today, "19 Nov 10:41" before. */
export function formatClock(at: string | Date, now: Date = new Date()): string {
  const date = new Date(at);
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(date);
  return date.toDateString() === now.toDateString() ? time : `${formatDate(date, now)} ${time}`;
}

/** "10:41" today, "19 Nov" on any other day: for where there is room for one of both. */
export function formatNear(at: string | Date, now: Date = new Date()): string {
  return new Date(at).toDateString() === now.toDateString() ? formatClock(at, now) : formatDate(at, now);
}

/** The whole moment for titles: "Thu 20 Nov 2025, 10:41:07". */
export function formatMoment(at: string | Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(at));
}
