import type { InboundEvent } from "@/api/types";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatClock, formatMoment } from "@/ui/time/ago";
import styles from "./Events.module.css";
import { eventWords, glyphs, sizeOf, sourceWords } from "./eventWords";
import { text } from "./text";

export interface EventTableProps {
  /** Undefined while they are on their way. */
  events: readonly InboundEvent[] | undefined;
  names: ReadonlyMap<string, string>;
  openId: string;
  onOpen: (id: string) => void;
}

export function EventTable({ events, names, openId, onOpen }: EventTableProps) {
  return (
    <table className={cx(list.table, styles.events)} aria-busy={!events}>
      <thead>
        <tr>
          <th className={styles.event}>{text.columns.event}</th>
          <th>{text.columns.became}</th>
          <th className={styles.received}>{text.columns.received}</th>
          <th className={cx(styles.size, list.right)}>{text.columns.size}</th>
        </tr>
      </thead>
      <tbody>
        {events
          ? events.map((event) => (
              <tr key={event.id} className={cx(list.row, event.id === openId && styles.open)} data-event={event.id}>
                <td>
                  <div className={list.two}>
                    <button type="button" className={cx(list.cover, styles.rowButton)} aria-expanded={event.id === openId} onClick={() => onOpen(event.id === openId ? "" : event.id)}>
                      <b>{event.topic || sourceWords(event.source, names)}</b>
                    </button>
                    <small>{sourceWords(event.source, names)}</small>
                  </div>
                </td>
                <td>
                  <div className={styles.became} title={eventWords(event)}>
                    <StatusGlyph state={glyphs[event.status]} size={15} label={text.states[event.status]} />
                    <span className={list.clamp}>{eventWords(event)}</span>
                  </div>
                </td>
                <td className={cx(list.quiet, "num")}>
                  <time dateTime={event.receivedAt} title={formatMoment(event.receivedAt)}>
                    {formatClock(event.receivedAt)}
                  </time>
                </td>
                <td className={cx(styles.size, list.right, list.quiet, "num")}>{sizeOf(event)}</td>
              </tr>
            ))
          : Array.from({ length: 8 }, (_, index) => (
              <tr key={index}>
                <td>
                  <div className={list.bones}>
                    <Skeleton width={180} />
                    <Skeleton width={80} height={10} />
                  </div>
                </td>
                <td>
                  <Skeleton width={260} />
                </td>
                <td>
                  <Skeleton width={48} />
                </td>
                <td className={styles.size} />
              </tr>
            ))}
      </tbody>
    </table>
  );
}
