export interface AxisLabel {
  at: string;
  /** Of the bar it stands under. */
  index: number;
  label: string;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric" });

/** Within a day every fourth hour is named, over several days each midnight. */
export function axisLabels(hours: readonly string[]): AxisLabel[] {
  const labels = hours.map((at, index) => ({ at, index, date: new Date(at) }));
  if (hours.length <= 24) {
    return labels.filter(({ index }) => index % 4 === 0).map(({ at, index, date }) => ({ at, index, label: clock.format(date) }));
  }
  return labels.filter(({ date }) => date.getHours() === 0).map(({ at, index, date }) => ({ at, index, label: day.format(date) }));
}
