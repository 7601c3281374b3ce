import { ArrowLeft, Unplug } from "lucide-react";
import { Link, useParams } from "react-router";
import { useMay } from "@/api/queries/useMay";
import { useWebhookEndpoints } from "@/api/queries/useWebhookEndpoints";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { Skeleton } from "@/ui/Skeleton";
import { LoadFailure } from "../LoadFailure";
import { DeliveryList } from "./DeliveryList";
import { EndpointHead } from "./EndpointHead";
import { text } from "./text";
import styles from "./Webhooks.module.css";

const refreshMs = 5_000;

/** One endpoint: how it does, and everything that was sent to it. */
export function EndpointPage() {
  const { endpointId = "" } = useParams();
  const endpoints = useWebhookEndpoints(refreshMs);
  const mayWrite = useMay("webhooks:write");
  const endpoint = endpoints.data?.find((one) => one.id === endpointId);
  if (endpoints.isError && !endpoints.data) return <LoadFailure title={text.failed} error={endpoints.error} onRetry={() => void endpoints.refetch()} />;
  if (endpoints.data && !endpoint) {
    return (
      <EmptyState icon={<Unplug size={20} aria-hidden />} title={text.gone} actions={<ButtonLink to="/settings/webhooks">{text.back}</ButtonLink>}>
        {text.goneWhy}
      </EmptyState>
    );
  }
  return (
    <section>
      <p className={styles.back}>
        <Link to="/settings/webhooks">
          <ArrowLeft size={13} aria-hidden />
          {text.back}
        </Link>
      </p>
      {!endpoint && (
        <div className={styles.head}>
          <Skeleton width={320} height={22} />
        </div>
      )}
      {endpoint && (
        <>
          <EndpointHead endpoint={endpoint} mayWrite={mayWrite} />
          <DeliveryList key={endpoint.id} endpoint={endpoint} mayWrite={mayWrite} />
        </>
      )}
    </section>
  );
}
