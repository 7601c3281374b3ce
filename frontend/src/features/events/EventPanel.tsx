import { errorSentence } from "@/api/errors";
import { useEvent } from "@/api/queries/useEvents";
import type { InboundEventDetail } from "@/api/types";
import { JsonView } from "@/ui/json/JsonView";
import { Message } from "@/ui/Message";
import { Facts, PanelSection, SidePanel } from "@/ui/SidePanel";
import { Skeleton } from "@/ui/Skeleton";
import { formatMoment } from "@/ui/time/ago";
import { Decisions } from "./Decisions";
import { EventActions } from "./EventActions";
import styles from "./Events.module.css";
import { readBody, sizeOf, sourceWords } from "./eventWords";
import { text } from "./text";

export interface EventPanelProps {
  id: string;
  names: ReadonlyMap<string, string>;
  /** Opens another event's panel; "" closes it. */
  onOpen: (id: string) => void;
}

export function EventPanel({ id, names, onOpen }: EventPanelProps) {
  const { data: event, error } = useEvent(id);
  const source = event ? sourceWords(event.source, names) : "";
  return (
    <SidePanel label={text.panel} title={event?.topic || source || text.panel} about={event?.topic ? source : undefined} onClose={() => onOpen("")}>
      {error && !event && <Message state="failed" title={errorSentence(error)} />}
      {!event && !error && <Skeleton width={260} />}
      {event && (
        <>
          <EventActions event={event} onOpen={onOpen} />
          <PanelSection title={text.became}>
            <Decisions event={event} onOpen={onOpen} />
          </PanelSection>
          <PanelSection title={text.body}>
            <Body event={event} />
          </PanelSection>
          {Object.keys(event.query).length > 0 && (
            <PanelSection title={text.query}>
              <JsonView value={event.query} label={text.query} />
            </PanelSection>
          )}
          {Object.keys(event.headers).length > 0 && (
            <PanelSection title={text.headers}>
              <JsonView value={event.headers} label={text.headers} />
            </PanelSection>
          )}
          <Facts
            rows={[
              [text.received, formatMoment(event.receivedAt)],
              ...(event.method ? ([[text.method, event.method]] as const) : []),
              [text.size, sizeOf(event)],
              [text.id, <code key="id">{event.id}</code>],
            ]}
          />
        </>
      )}
    </SidePanel>
  );
}

function Body({ event: { body, size, status } }: { event: InboundEventDetail }) {
  if (status === "duplicate") return <p className={styles.quiet}>{text.bodyBefore}</p>;
  if (body === null && status === "rejected" && size === 0) return <p className={styles.quiet}>{text.refusedBody}</p>;
  if (body === null) return <p className={styles.quiet}>{text.noBody}</p>;
  if (size === 0) return <p className={styles.quiet}>{text.emptyBody}</p>;
  const read = readBody(body);
  return "json" in read ? <JsonView value={read.json} label={text.body} openDepth={3} /> : <pre className={styles.text}>{read.text}</pre>;
}
