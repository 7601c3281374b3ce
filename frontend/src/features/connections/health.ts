import type { Connection } from "@/api/types";
import type { GlyphState } from "@/ui/StatusGlyph";
import { formatAgo, formatDate } from "@/ui/time/ago";
import { text } from "./text";

export type HealthGroup = "broken" | "attention" | "working" | "off";

export interface Health {
  group: HealthGroup;
  glyph: GlyphState;
  words: string;
  /** The second line: why, or since when. */
  more: string;
}

const unusedAfterDays = 60;
const dayMs = 86_400_000;

/** The state of a connection as a person would say it. */
export function healthOf(connection: Connection, workflows: number | undefined, now = new Date()): Health {
  const { statusReason: reason, checkedAt } = connection;
  switch (connection.status) {
    case "expired":
      return { group: "broken", glyph: "failed", words: text.health.expired, more: reason || text.health.expiredMore };
    case "revoked":
      return { group: "broken", glyph: "failed", words: text.health.revoked, more: reason || text.health.revokedMore };
    case "error":
      return { group: "broken", glyph: "failed", words: text.health.codes[connection.statusCode] ?? text.health.error, more: reason || text.health.errorMore };
    case "pending":
      return {
        group: "attention",
        glyph: "problem",
        words: connection.accountChoices.length > 0 ? text.health.chooseAccount : text.health.pending,
        more: reason || text.health.pendingMore,
      };
    case "disconnected":
      return { group: "off", glyph: "cancelled", words: text.health.disconnected, more: reason };
    case "active":
      break;
  }
  if (reason) return { group: "attention", glyph: "problem", words: text.health.attention, more: reason };
  const idle = idleDays(connection, now);
  if (workflows === 0 && idle >= unusedAfterDays) {
    return { group: "working", glyph: "skipped", words: text.health.unusedFor(idle), more: checkedAt ? text.health.workedWhenChecked : text.health.neverTested };
  }
  if (!checkedAt) return { group: "working", glyph: "queued", words: text.health.neverTested, more: text.health.added(formatDate(connection.createdAt, now)) };
  return { group: "working", glyph: "completed", words: text.health.working, more: text.health.checked(formatAgo(checkedAt, now)) };
}

function idleDays(connection: Connection, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(connection.lastUsedAt ?? connection.createdAt)) / dayMs);
}

/** Whether a person has to do something before the connection works again. */
export function needsReconnect(connection: Connection): boolean {
  return connection.status !== "active" && connection.accountChoices.length === 0;
}

const order: Record<HealthGroup, number> = { broken: 0, attention: 1, working: 2, off: 3 };

/** The broken ones first, then by the app's name. */
export function byUrgency(a: { connection: Connection; health: Health; provider: string }, b: typeof a): number {
  return order[a.health.group] - order[b.health.group] || a.provider.localeCompare(b.provider) || a.connection.name.localeCompare(b.connection.name);
}
