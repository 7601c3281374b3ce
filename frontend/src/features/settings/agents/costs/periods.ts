export type Period = "month" | "30d";

const dayMs = 86_400_000;

/** The first day (UTC) that a period counts. */
export function firstDay(period: Period, now = new Date()): string {
  const today = now.toISOString().slice(0, 10);
  return period === "month" ? `${today.slice(0, 8)}01` : new Date(now.getTime() - 29 * dayMs).toISOString().slice(0, 10);
}
