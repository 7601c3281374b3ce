import type { WebhookDelivery } from "@/api/types";
import { Tag } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatClock, formatMoment } from "@/ui/time/ago";
import table from "../SimpleTable.module.css";
import { deliveryState } from "./state";
import { text } from "./text";
import styles from "./Webhooks.module.css";

export interface DeliveryTableProps {
  /** Undefined while they are on their way. */
  deliveries: readonly WebhookDelivery[] | undefined;
  onOpen: (id: string) => void;
}

export function DeliveryTable({ deliveries, onOpen }: DeliveryTableProps) {
  return (
    <table className={cx(list.table, table.table)} aria-busy={!deliveries}>
      <thead>
        <tr>
          <th className={styles.eventColumn}>{text.deliveryColumns.event}</th>
          <th>{text.deliveryColumns.answer}</th>
          <th className={styles.tries}>{text.deliveryColumns.tries}</th>
          <th className={styles.narrow}>{text.deliveryColumns.at}</th>
        </tr>
      </thead>
      <tbody>
        {deliveries?.map((delivery) => {
          const state = deliveryState(delivery);
          return (
            <tr key={delivery.id} className={list.row} data-delivery={delivery.id}>
              <td>
                <button type="button" className={cx(list.cover, styles.rowButton)} onClick={() => onOpen(delivery.id)}>
                  {delivery.event}
                </button>{" "}
                {delivery.test && <Tag>{text.testMark}</Tag>}
              </td>
              <td>
                <div className={styles.state}>
                  <StatusGlyph state={state.glyph} size={15} />
                  <span className={styles.words} title={state.words}>
                    {state.words}
                    {delivery.nextAttemptAt && delivery.lastError && <span className={styles.quiet}> {text.nextAt(formatClock(delivery.nextAttemptAt))}</span>}
                  </span>
                </div>
              </td>
              <td className={cx(list.quiet, "num")} data-label={text.deliveryColumns.tries}>
                {delivery.attempts}
              </td>
              <td className={cx(list.quiet, "num")} title={formatMoment(delivery.createdAt)}>
                {formatClock(delivery.createdAt)}
              </td>
            </tr>
          );
        }) ?? (
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
