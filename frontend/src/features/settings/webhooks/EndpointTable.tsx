import { Link } from "react-router";
import type { WebhookEndpoint } from "@/api/types";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatDate, formatMoment } from "@/ui/time/ago";
import { Ago } from "@/ui/time/Ago";
import table from "../SimpleTable.module.css";
import { endpointState } from "./state";
import { text } from "./text";
import styles from "./Webhooks.module.css";

/** Undefined while they are on their way. */
export function EndpointTable({ endpoints }: { endpoints: readonly WebhookEndpoint[] | undefined }) {
  return (
    <table className={cx(list.table, list.tall, table.table)} aria-busy={!endpoints}>
      <thead>
        <tr>
          <th>{text.columns.url}</th>
          <th className={styles.eventColumn}>{text.columns.events}</th>
          <th className={styles.stateColumn}>{text.columns.state}</th>
          <th className={styles.narrow}>{text.columns.added}</th>
        </tr>
      </thead>
      <tbody>
        {endpoints?.map((endpoint) => <EndpointRow key={endpoint.id} endpoint={endpoint} />) ?? (
          <tr>
            <td colSpan={4}>
              <Skeleton width={320} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function EndpointRow({ endpoint }: { endpoint: WebhookEndpoint }) {
  const state = endpointState(endpoint);
  return (
    <tr className={list.row}>
      <td>
        <div className={list.two}>
          <Link to={endpoint.id} className={list.cover} title={endpoint.url}>
            <b>{endpoint.url}</b>
          </Link>
          {endpoint.description && <small>{endpoint.description}</small>}
        </div>
      </td>
      <td className={list.quiet}>
        <div className={list.two}>
          <span title={endpoint.events.join(", ")}>{text.events(endpoint.events.length)}</span>
          <small>{text.workflows(endpoint.workflowIds.length)}</small>
        </div>
      </td>
      <td>
        <div className={styles.state}>
          <StatusGlyph state={state.glyph} size={15} />
          <div className={list.two}>
            <span>{state.words}</span>
            {endpoint.enabled && endpoint.failingSince && (
              <small>
                {text.first} <Ago at={endpoint.failingSince} />
              </small>
            )}
            {endpoint.disabledReason && <small title={endpoint.disabledReason}>{endpoint.disabledReason}</small>}
          </div>
        </div>
      </td>
      <td className={list.quiet} title={formatMoment(endpoint.createdAt)}>
        {formatDate(endpoint.createdAt)}
      </td>
    </tr>
  );
}
