import { Copy } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/queries/useMay";
import { useProviderClients } from "@/api/queries/useProviderClients";
import { useProviders } from "@/api/queries/useProviders";
import { IconButton } from "@/ui/IconButton";
import { showToast } from "@/ui/toast/toasts";
import { ConfirmDialog } from "../ConfirmDialog";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import styles from "../SimpleTable.module.css";
import { AppDialog } from "./AppDialog";
import { appRows, type AppRow } from "./appRows";
import { AppTable } from "./AppTable";
import { text } from "./text";

export function OAuthAppsSection() {
  const providers = useProviders();
  const { list, remove } = useProviderClients();
  const mayWrite = useMay("connections:write");
  const [editing, setEditing] = useState<AppRow | null>(null);
  const [removing, setRemoving] = useState<AppRow | null>(null);
  const rows = providers.data && list.data ? appRows(providers.data, list.data) : undefined;
  const redirect = list.data?.[0]?.redirectUrl ?? `${window.location.origin}/api/v1/connections/oauth/callback`;
  const failed = [providers, list].find((one) => one.isError && !one.data);
  const copy = () => void navigator.clipboard.writeText(redirect).then(() => showToast({ text: text.copied }));
  return (
    <Section lead={text.lead}>
      <p className={styles.fact}>
        {text.redirect} <code>{redirect}</code>
        <IconButton label={text.copy} size="small" icon={<Copy size={13} aria-hidden />} onClick={copy} />
      </p>
      {failed ? (
        <LoadFailure title={text.failed} error={failed.error} onRetry={() => void failed.refetch()} />
      ) : (
        <AppTable rows={rows} mayWrite={mayWrite} onEdit={setEditing} onRemove={setRemoving} />
      )}
      {editing && <AppDialog row={editing} onClose={() => setEditing(null)} />}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.provider.name)}
          why={text.removeWhy}
          keep={text.keep}
          act={text.remove}
          acting={text.removing}
          done={text.removed(removing.provider.name)}
          mutation={remove}
          variables={{ provider: removing.provider.id, environment: removing.environment }}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}
