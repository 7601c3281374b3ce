import { Plus, Webhook } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useMay } from "@/api/queries/useMay";
import { useWebhookEndpoints } from "@/api/queries/useWebhookEndpoints";
import type { WebhookEndpointWithSecret } from "@/api/types";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import { ShownOnceDialog } from "../ShownOnceDialog";
import { EndpointDialog } from "./EndpointDialog";
import { EndpointTable } from "./EndpointTable";
import { text } from "./text";

const refreshMs = 15_000;

export function WebhooksSection() {
  const endpoints = useWebhookEndpoints(refreshMs);
  const mayWrite = useMay("webhooks:write");
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<WebhookEndpointWithSecret | null>(null);
  const create = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setAdding(true)}>
      {text.create}
    </Button>
  );
  const none = endpoints.data?.length === 0;
  const open = (endpoint: WebhookEndpointWithSecret) => {
    setMade(null);
    void navigate(endpoint.id);
  };
  return (
    <Section lead={text.lead} action={!none && create}>
      {endpoints.isError && !endpoints.data ? (
        <LoadFailure title={text.failed} error={endpoints.error} onRetry={() => void endpoints.refetch()} />
      ) : none ? (
        <EmptyState icon={<Webhook size={20} aria-hidden />} title={text.none} actions={create}>
          {mayWrite ? text.noneWhy : text.noneReader}
        </EmptyState>
      ) : (
        <EndpointTable endpoints={endpoints.data} />
      )}
      {adding && (
        <EndpointDialog
          onClose={() => setAdding(false)}
          onMade={(endpoint) => {
            setAdding(false);
            setMade(endpoint);
          }}
        />
      )}
      {made && <ShownOnceDialog title={text.secretTitle} why={text.secretWhy} value={made.secret} words={text} onClose={() => open(made)} />}
    </Section>
  );
}
