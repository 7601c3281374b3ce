import { Copy } from "lucide-react";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import { errorSentence } from "@/api/errors";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Ago } from "@/ui/time/Ago";
import { formatDate } from "@/ui/time/ago";
import { showToast } from "@/ui/toast/toasts";
import type { ConnectionRowData } from "../rows";
import { text } from "../text";
import styles from "./ConnectionPanel.module.css";

export function Details({ row, mayWrite }: { row: ConnectionRowData; mayWrite: boolean }) {
  const { connection, provider } = row;
  const { change } = useConnectionActions();
  const app = provider?.name ?? connection.provider;
  const makeDefault = () =>
    change.mutate(
      { id: connection.id, isDefault: true },
      {
        onSuccess: () => showToast({ text: text.madeDefault(connection.name, app) }),
        onError: (error) => showToast({ state: "failed", text: errorSentence(error) }),
      },
    );
  const copy = () => void navigator.clipboard.writeText(connection.id).then(() => showToast({ text: text.panel.copied }));
  const wayIn = provider?.methods.find((method) => method.id === connection.method)?.label ?? connection.method;
  return (
    <section className={styles.section}>
      <h3>{text.panel.details}</h3>
      <dl className={styles.details}>
        <dt>{text.panel.name}</dt>
        <dd>{connection.name}</dd>
        <dt>{text.panel.owner}</dt>
        <dd>{connection.owner?.name ?? text.panel.nobody}</dd>
        <dt>{text.panel.wayIn}</dt>
        <dd>{wayIn}</dd>
        <dt>{text.panel.environment}</dt>
        <dd>{text.environments[connection.environment]}</dd>
        <dt>{text.panel.added}</dt>
        <dd>{formatDate(connection.createdAt)}</dd>
        <dt>{text.panel.lastUsed}</dt>
        <dd>{connection.lastUsedAt ? <Ago at={connection.lastUsedAt} /> : text.never}</dd>
        <dt>{text.panel.lastChecked}</dt>
        <dd>{connection.checkedAt ? <Ago at={connection.checkedAt} /> : text.never}</dd>
        <dt>{text.panel.defaultFor(app)}</dt>
        <dd>
          {connection.isDefault ? text.panel.yes : text.panel.no}
          {mayWrite && !connection.isDefault && connection.status === "active" && (
            <Button size="small" busy={change.isPending} onClick={makeDefault}>
              {text.panel.makeDefault}
            </Button>
          )}
        </dd>
        <dt>{text.panel.id}</dt>
        <dd className={styles.id}>
          <code>{connection.id}</code>
          <IconButton label={text.panel.copyId} size="small" icon={<Copy size={13} aria-hidden />} onClick={copy} />
        </dd>
      </dl>
    </section>
  );
}
