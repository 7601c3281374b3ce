import { Send } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useWebhookDeliveries } from "@/api/queries/useWebhookDeliveries";
import { useWebhookEndpointActions } from "@/api/queries/useWebhookEndpoints";
import type { WebhookEndpoint } from "@/api/types";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { FilterChips } from "@/ui/FilterChips";
import list from "@/ui/list.module.css";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { showToast } from "@/ui/toast/toasts";
import { LoadFailure } from "../LoadFailure";
import { DeliveryDialog } from "./DeliveryDialog";
import { DeliveryTable } from "./DeliveryTable";
import { text } from "./text";

const refreshMs = 4_000;
type Filter = "" | "delivered" | "pending" | "failed";

const options = [
  { value: "" as Filter, label: text.filters.all },
  { value: "failed" as Filter, label: text.filters.failed, icon: <StatusGlyph state="failed" size={12} /> },
  { value: "pending" as Filter, label: text.filters.pending, icon: <StatusGlyph state="queued" size={12} /> },
  { value: "delivered" as Filter, label: text.filters.delivered, icon: <StatusGlyph state="completed" size={12} /> },
];

export function DeliveryList({ endpoint, mayWrite }: { endpoint: WebhookEndpoint; mayWrite: boolean }) {
  const [status, setStatus] = useState<Filter>("");
  const [openId, setOpenId] = useState("");
  const { resendFailed } = useWebhookEndpointActions();
  const deliveries = useWebhookDeliveries(endpoint.id, { status }, refreshMs);
  const items = deliveries.data?.pages.flatMap((page) => page.data);
  const resendAll = () =>
    resendFailed.mutate(endpoint.id, {
      onSuccess: ({ count }) => showToast({ text: text.resentAll(count) }),
      onError: (error) => showToast({ state: "failed", text: errorSentence(error) }),
    });
  return (
    <>
      <div className={list.bar}>
        <FilterChips label={text.filterLabel} options={options} value={status} onChange={setStatus} />
        {mayWrite && endpoint.enabled && status === "failed" && items && items.length > 0 && (
          <Button size="small" busy={resendFailed.isPending} busyLabel={text.resending} onClick={resendAll}>
            {text.resendAll}
          </Button>
        )}
      </div>
      {deliveries.isError && !items ? (
        <LoadFailure title={text.deliveriesFailed} error={deliveries.error} onRetry={() => void deliveries.refetch()} />
      ) : items?.length === 0 ? (
        <EmptyState icon={<Send size={20} aria-hidden />} title={status ? text.noneInState : text.noDeliveries}>
          {status ? null : text.noDeliveriesWhy}
        </EmptyState>
      ) : (
        <DeliveryTable deliveries={items} onOpen={setOpenId} />
      )}
      {deliveries.hasNextPage && (
        <div className={list.more}>
          <Button busy={deliveries.isFetchingNextPage} busyLabel={text.reading} onClick={() => void deliveries.fetchNextPage()}>
            {text.older}
          </Button>
        </div>
      )}
      {openId && <DeliveryDialog endpoint={endpoint} deliveryId={openId} mayWrite={mayWrite} onClose={() => setOpenId("")} />}
    </>
  );
}
