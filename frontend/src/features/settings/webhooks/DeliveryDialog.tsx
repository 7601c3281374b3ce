import { Link } from "react-router";
import { errorSentence } from "@/api/errors";
import { useResendDelivery, useWebhookDelivery } from "@/api/queries/useWebhookDeliveries";
import type { WebhookEndpoint } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { JsonView } from "@/ui/json/JsonView";
import { Message } from "@/ui/Message";
import { Facts, PanelSection } from "@/ui/SidePanel";
import { Skeleton } from "@/ui/Skeleton";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatMoment } from "@/ui/time/ago";
import { showToast } from "@/ui/toast/toasts";
import { AttemptCard } from "./AttemptCard";
import { deliveryState } from "./state";
import { text } from "./text";
import styles from "./Webhooks.module.css";

export interface DeliveryDialogProps {
  endpoint: WebhookEndpoint;
  deliveryId: string;
  mayWrite: boolean;
  onClose: () => void;
}

/** What was sent, and everything that was answered. */
export function DeliveryDialog({ endpoint, deliveryId, mayWrite, onClose }: DeliveryDialogProps) {
  const { data: delivery, error } = useWebhookDelivery(endpoint.id, deliveryId);
  const resend = useResendDelivery(endpoint.id);
  const again = () =>
    resend.mutate(deliveryId, {
      onSuccess: () => showToast({ text: text.resent }),
      onError: (refusal) => showToast({ state: "failed", text: errorSentence(refusal) }),
    });
  const state = delivery && deliveryState(delivery);
  const next = delivery?.nextAttemptAt;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={delivery?.event ?? text.deliveries}
      width={680}
      footer={
        mayWrite &&
        endpoint.enabled && (
          <Button variant="filled" busy={resend.isPending} busyLabel={text.resending} onClick={again}>
            {text.resend}
          </Button>
        )
      }
    >
      {error && !delivery && <Message state="failed" title={errorSentence(error)} />}
      {!delivery && !error && <Skeleton width={320} />}
      {delivery && state && (
        <div className={styles.detail}>
          <div className={styles.state}>
            <StatusGlyph state={state.glyph} size={16} />
            <span>{state.words}</span>
          </div>
          <Facts
            rows={[
              [text.messageId, <code key="id">{delivery.messageId}</code>],
              [text.created, formatMoment(delivery.createdAt)],
              ...(next ? ([[text.next, endpoint.enabled ? formatMoment(next) : text.waits]] as const) : []),
              ...(delivery.runId ? ([["Run", <Link key="run" to={`/runs/${delivery.runId}`}>{text.openRun}</Link>]] as const) : []),
            ]}
          />
          <PanelSection title={text.payload}>
            <JsonView value={delivery.payload} label={text.payload} openDepth={3} />
          </PanelSection>
          <PanelSection title={text.attempts}>
            {delivery.attemptLog.length === 0 && <p className={styles.quiet}>{text.noTries}</p>}
            {[...delivery.attemptLog].reverse().map((attempt) => (
              <AttemptCard key={attempt.number} attempt={attempt} />
            ))}
          </PanelSection>
        </div>
      )}
    </Dialog>
  );
}
