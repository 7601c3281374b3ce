/** A schedule as a person picks it, made into the cron text or interval that is stored, and back. */
import type { Json } from "./definition";

export type Plan =
  | { kind: "minutes"; every: number }
  | { kind: "hours"; every: number; minute: number }
  | { kind: "days"; time: string }
  | { kind: "weeks"; days: number[]; time: string }
  | { kind: "months"; day: number | "L"; time: string }
  | { kind: "interval"; value: number; unit: string }
  | { kind: "cron"; text: string };

export type PlanKind = Plan["kind"];
type Config = Record<string, Json | undefined>;

/** Paces that divide an hour or a day: only those come round evenly. */
export const MINUTES = [1, 2, 3, 5, 10, 12, 15, 20, 30] as const;
export const HOURS = [1, 2, 3, 4, 6, 8, 12] as const;
export const INTERVAL_UNITS = ["seconds", "minutes", "hours", "days", "weeks"] as const;
/** Monday first; the numbers are cron's. */
export const WEEKDAYS = [
  { day: 1, name: "Monday" },
  { day: 2, name: "Tuesday" },
  { day: 3, name: "Wednesday" },
  { day: 4, name: "Thursday" },
  { day: 5, name: "Friday" },
  { day: 6, name: "Saturday" },
  { day: 0, name: "Sunday" },
] as const;

const WORKDAYS = [1, 2, 3, 4, 5];

/** Null while nothing is chosen; what the picker cannot show is cron text. */
export function readPlan(config: Config): Plan | null {
  const { cron, interval } = config;
  if (interval !== null && typeof interval === "object" && !Array.isArray(interval)) {
    return { kind: "interval", value: Number(interval["value"] ?? 1), unit: String(interval["unit"] ?? "minutes") };
  }
  return typeof cron === "string" && cron.trim() !== "" ? readCron(cron.trim()) : null;
}

function readCron(text: string): Plan {
  const [minute = "", hour = "", day = "", month = "", weekday = "", more] = text.split(/\s+/);
  const at = whole(minute, 59);
  const oclock = whole(hour, 23);
  const isAnyDay = day === "*" && month === "*" && weekday === "*";
  if (more === undefined && month === "*") {
    const paceOfMinutes = pace(minute, MINUTES);
    if (isAnyDay && hour === "*" && paceOfMinutes !== null) return { kind: "minutes", every: paceOfMinutes };
    const paceOfHours = pace(hour, HOURS);
    if (isAnyDay && at !== null && paceOfHours !== null) return { kind: "hours", every: paceOfHours, minute: at };
    if (at !== null && oclock !== null) {
      const time = `${two(oclock)}:${two(at)}`;
      if (isAnyDay) return { kind: "days", time };
      const days = day === "*" ? weekdays(weekday) : null;
      if (days) return { kind: "weeks", days, time };
      const date = day === "L" ? "L" : whole(day, 31);
      if (weekday === "*" && date !== null && date !== 0) return { kind: "months", day: date, time };
    }
  }
  return { kind: "cron", text };
}

/** The two fields of the config that say it; the one that is not used is taken out. */
export function writePlan(plan: Plan): { cron: string | undefined; interval: Json | undefined } {
  if (plan.kind === "interval") return { cron: undefined, interval: { value: plan.value, unit: plan.unit } };
  return { cron: writeCron(plan), interval: undefined };
}

function writeCron(plan: Exclude<Plan, { kind: "interval" }>): string {
  switch (plan.kind) {
    case "minutes":
      return plan.every === 1 ? "* * * * *" : `*/${String(plan.every)} * * * *`;
    case "hours":
      return `${String(plan.minute)} ${plan.every === 1 ? "*" : `*/${String(plan.every)}`} * * *`;
    case "days":
      return `${clock(plan.time)} * * *`;
    case "weeks":
      return `${clock(plan.time)} * * ${isWorkdays(plan.days) ? "1-5" : [...plan.days].sort((a, b) => a - b).join(",")}`;
    case "months":
      return `${clock(plan.time)} ${String(plan.day)} * *`;
    case "cron":
      return plan.text;
  }
}

/** What a kind begins with; the time of the day stays. */
export function startOf(kind: PlanKind, before: Plan | null): Plan {
  const time = before && "time" in before ? before.time : "09:00";
  switch (kind) {
    case "minutes":
      return { kind, every: 15 };
    case "hours":
      return { kind, every: 1, minute: 0 };
    case "days":
      return { kind, time };
    case "weeks":
      return { kind, days: WORKDAYS, time };
    case "months":
      return { kind, day: 1, time };
    case "interval":
      return { kind, value: 1, unit: "hours" };
    case "cron":
      return { kind, text: before && before.kind !== "interval" ? writeCron(before) : "0 9 * * 1-5" };
  }
}

/** The card's words, as the server says them: "Every weekday at 09:00". Empty while nothing is chosen. */
export function planWords(plan: Plan | null): string {
  switch (plan?.kind) {
    case undefined:
      return "";
    case "minutes":
      return every(plan.every, "minute");
    case "hours":
      if (plan.every === 1) return `Every hour at :${two(plan.minute)}`;
      return plan.minute === 0 ? every(plan.every, "hour") : `${every(plan.every, "hour")} at :${two(plan.minute)}`;
    case "days":
      return `Every day at ${plan.time}`;
    case "weeks":
      return `Every ${weekdayWords(plan.days)} at ${plan.time}`;
    case "months":
      return `On the ${plan.day === "L" ? "last day" : ordinal(plan.day)} of every month at ${plan.time}`;
    case "interval":
      return every(plan.value, plan.unit.replace(/s$/, ""));
    case "cron":
      return `Cron ${plan.text}`;
  }
}

/** "Buenos Aires time" of America/Argentina/Buenos_Aires. */
export function zoneWords(zone: string): string {
  return zone === "UTC" ? "UTC" : `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}

function weekdayWords(days: readonly number[]): string {
  if (isWorkdays(days)) return "weekday";
  if (days.length === 7) return "day";
  const names = WEEKDAYS.filter(({ day }) => days.includes(day)).map(({ name }) => name);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

function isWorkdays(days: readonly number[]): boolean {
  return days.length === 5 && WORKDAYS.every((day) => days.includes(day));
}

function every(value: number, unit: string): string {
  return value === 1 ? `Every ${unit}` : `Every ${value.toLocaleString("en-US")} ${unit}s`;
}

export function ordinal(day: number): string {
  const tail = day > 10 && day < 20 ? "th" : (({ 1: "st", 2: "nd", 3: "rd" } as Record<number, string>)[day % 10] ?? "th");
  return `${String(day)}${tail}`;
}

function pace(field: string, even: readonly number[]): number | null {
  if (field === "*") return 1;
  const step = /^\*\/(\d+)$/.exec(field)?.[1];
  return step !== undefined && even.includes(Number(step)) ? Number(step) : null;
}

function whole(text: string, most: number): number | null {
  return /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : null;
}

function weekdays(field: string): number[] | null {
  const range = /^([0-7])-([0-7])$/.exec(field);
  const days = range
    ? Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, index) => Number(range[1]) + index)
    : /^[0-7](,[0-7])*$/.test(field)
      ? field.split(",").map(Number)
      : [];
  return days.length > 0 ? [...new Set(days.map((day) => day % 7))] : null;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

function clock(time: string): string {
  const [hour = "0", minute = "0"] = time.split(":");
  return `${String(Number(minute))} ${String(Number(hour))}`;
}
